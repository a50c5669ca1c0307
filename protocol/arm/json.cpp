// Parsing with RapidJSON behind a guard that bounds depth and refuses doubled members.
#include "protocol/arm/json.hpp"

#include <algorithm>
#include <cstddef>
#include <unordered_set>
#include <utility>
#include <vector>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "protocol/arm/excerpt.hpp"

namespace eg::arm {
namespace {

using rapidjson::SizeType;

/// Passes the reader's events on to the document and stops at what a body must not have.
class Guard {
 public:
  using Ch = char;
  explicit Guard(rapidjson::Document& document) : document_(document) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool value) { return document_.Bool(value); }
  bool Int(int value) { return document_.Int(value); }
  bool Uint(unsigned value) { return document_.Uint(value); }
  bool Int64(std::int64_t value) { return document_.Int64(value); }
  bool Uint64(std::uint64_t value) { return document_.Uint64(value); }
  bool Double(double value) { return document_.Double(value); }
  bool RawNumber(const char* text, SizeType size, bool copy) { return document_.RawNumber(text, size, copy); }
  bool String(const char* text, SizeType size, bool) {
    return takes({text, size}) && document_.String(text, size, true);
  }
  bool StartObject() { return enter() && document_.StartObject(); }
  bool StartArray() { return enter() && document_.StartArray(); }
  bool EndObject(SizeType count) {
    levels_.pop_back();
    return document_.EndObject(count);
  }
  bool EndArray(SizeType count) {
    levels_.pop_back();
    return document_.EndArray(count);
  }
  bool Key(const char* text, SizeType size, bool) {
    if (!takes({text, size})) return false;
    const auto inserted = levels_.back().insert(std::string(text, size)).second;
    if (!inserted) refusal_ = "The member '" + excerpt({text, size}) + "' stands twice in one object";
    return inserted && document_.Key(text, size, true);
  }

  /// Why an event was stopped; empty: the reader's own error.
  const std::string& refusal() const { return refusal_; }

 private:
  /// No text of MQTT, no name and no path may hold it, so no member of a resource does.
  bool takes(std::string_view text) {
    if (text.find('\0') == std::string_view::npos) return true;
    refusal_ = "A text holds the character U+0000";
    return false;
  }
  bool enter() {
    if (levels_.size() == json_depth_max) {
      refusal_ = "The content nests deeper than " + std::to_string(json_depth_max) + " levels";
      return false;
    }
    levels_.emplace_back();
    return true;
  }

  rapidjson::Document& document_;
  std::vector<std::unordered_set<std::string>> levels_;
  std::string refusal_;
};

Error parse_error(std::string_view text, std::size_t offset, const std::string& reason) {
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_break = before.rfind('\n');
  const std::size_t column = line_break == std::string_view::npos ? offset + 1 : offset - line_break;
  return {ErrorCode::invalid_request_content, "The request content is not valid JSON: " + reason + " (line " +
                                                  std::to_string(line) + ", column " +
                                                  std::to_string(column) + ")."};
}

/// RapidJSON's sentences end in a full stop that the position follows here.
std::string without_full_stop(std::string sentence) {
  if (!sentence.empty() && sentence.back() == '.') sentence.pop_back();
  return sentence;
}

}  // namespace

boost::system::result<rapidjson::Document, Error> parse_json(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return Error(ErrorCode::invalid_request_content,
                 "The request content is empty; a JSON object is expected.");
  }
  // The reader takes a NUL for the end of its input and would not see what follows.
  const std::size_t nul = text.find('\0');
  if (nul != std::string_view::npos) return parse_error(text, nul, "it holds a NUL byte");

  // Iterative, so that hostile nesting cannot exhaust the stack before the guard stops it.
  constexpr unsigned flags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  rapidjson::Document document;
  rapidjson::ParseResult outcome;
  std::string refusal;
  auto generate = [&](rapidjson::Document& target) {
    Guard guard(target);
    rapidjson::Reader reader;
    rapidjson::MemoryStream stream(text.data(), text.size());
    outcome = reader.Parse<flags>(stream, guard);
    refusal = guard.refusal();
    return !outcome.IsError();
  };
  document.Populate(generate);
  if (outcome.IsError()) {
    const std::string reason =
        refusal.empty() ? without_full_stop(rapidjson::GetParseError_En(outcome.Code())) : refusal;
    return parse_error(text, std::min(outcome.Offset(), text.size()), reason);
  }
  return boost::system::result<rapidjson::Document, Error>(std::move(document));
}

std::string write_json(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

const rapidjson::Value* find_member(const rapidjson::Value& object, std::string_view name) {
  if (!object.IsObject()) return nullptr;
  const rapidjson::Value key(rapidjson::StringRef(name.data(), static_cast<SizeType>(name.size())));
  const auto found = object.FindMember(key);
  return found == object.MemberEnd() ? nullptr : &found->value;
}

rapidjson::Value* find_member(rapidjson::Value& object, std::string_view name) {
  return const_cast<rapidjson::Value*>(find_member(std::as_const(object), name));
}

const rapidjson::Value* find_path(const rapidjson::Value& root, std::string_view path) {
  const rapidjson::Value* at = &root;
  while (at != nullptr && !path.empty()) {
    const std::size_t dot = std::min(path.find('.'), path.size());
    at = find_member(*at, path.substr(0, dot));
    path.remove_prefix(std::min(dot + 1, path.size()));
  }
  return at == nullptr || at->IsNull() ? nullptr : at;
}

std::string_view text_at(const rapidjson::Value& root, std::string_view path) {
  const rapidjson::Value* value = find_path(root, path);
  return value != nullptr && value->IsString() ? text_of(*value) : std::string_view();
}

std::string_view text_of(const rapidjson::Value& string) {
  return {string.GetString(), string.GetStringLength()};
}

rapidjson::Value make_text(std::string_view text, rapidjson::Document::AllocatorType& allocator) {
  return rapidjson::Value(text.data(), static_cast<SizeType>(text.size()), allocator);
}

}  // namespace eg::arm
