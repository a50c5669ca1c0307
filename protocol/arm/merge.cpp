// The walk over the rows that takes each member from the request, the stored document or the default.
#include "protocol/arm/merge.hpp"

#include <utility>

#include "protocol/arm/json.hpp"
#include "protocol/arm/problems.hpp"
#include "protocol/arm/rules.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;

Value::StringRefType reference_to(std::string_view text) {
  return Value::StringRefType(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

/// The member unless it is absent or null; `object` may be nullptr.
const Value* given_member(const Value* object, std::string_view name) {
  const Value* value = object == nullptr ? nullptr : find_member(*object, name);
  return value == nullptr || value->IsNull() ? nullptr : value;
}

/// Not RapidJSON's own comparison with a text: under C++20's rules that one calls itself for ever.
bool is_text(const Value* value, std::string_view text) {
  return value != nullptr && value->IsString() && text_of(*value) == text;
}

class Merge {
 public:
  explicit Merge(const MergeRequest& request) : request_(request), allocator_(document_.GetAllocator()) {
    document_.SetObject();
  }

  boost::system::result<rapidjson::Document, Error> run() {
    const bool partial = request_.operation == WriteOperation::patch;
    members("", Sources{&request_.body, request_.stored, partial}, document_);
    for (const Field& field : request_.kind.fields) refuse_forbidden_change(field);
    if (partial) {
      for (const Field& field : request_.kind.fields) require(field);
    }
    apply_rules();
    if (!problems_.empty()) return std::move(problems_).to_error();
    return boost::system::result<rapidjson::Document, Error>(std::move(document_));
  }

 private:
  /// One object as the request gives it and as it stood; either may be nullptr. `partial`: what is absent in
  /// the request keeps what stood (PATCH).
  struct Sources {
    const Value* given;
    const Value* stood;
    bool partial;
  };

  void members(std::string_view schema_path, const Sources& from, Value& into) {
    for (const Field& field : request_.kind.fields) {
      if (parent_path(field) != schema_path || field.mutability == Mutability::read_only) continue;
      Value value = member(field, from);
      if (!value.IsNull()) into.AddMember(reference_to(member_name(field)), std::move(value), allocator_);
    }
  }

  /// Null: the member is not stored.
  Value member(const Field& field, const Sources& from) {
    const Value* stood = given_member(from.stood, member_name(field));
    if (!contains(field.versions, request_.version)) return copy(stood);
    const Value* sent = from.given == nullptr ? nullptr : find_member(*from.given, member_name(field));
    if (sent == nullptr && from.partial) return stood == nullptr ? default_of(field) : copy(stood);
    if (sent != nullptr && !sent->IsNull()) return taken(field, *sent, stood, from.partial);
    const bool stays = field.mutability == Mutability::immutable || field.kept_when_absent ||
                       (!field.sticky_value.empty() && is_text(stood, field.sticky_value));
    if (!from.partial && stays && stood != nullptr) return copy(stood);
    return default_of(field);
  }

  Value taken(const Field& field, const Value& sent, const Value* stood, bool partial) {
    if (field.type == FieldType::object) {
      Value object(rapidjson::kObjectType);
      members(field.path, Sources{&sent, stood, partial}, object);
      if (field.removed_by_type_none && text_at(object, "type") == "None") return {};
      return object;
    }
    if (field.type == FieldType::object_list) return elements(field, sent);
    if (field.type == FieldType::object_map && partial) return merged_map(sent, stood);
    return copy(&sent);
  }

  /// Elements are replaced as a whole and keep known members only.
  Value elements(const Field& field, const Value& sent) {
    const std::string element_path = std::string(field.path) + "[]";
    Value list(rapidjson::kArrayType);
    for (const Value& element : sent.GetArray()) {
      Value object(rapidjson::kObjectType);
      members(element_path, Sources{&element, nullptr, false}, object);
      list.PushBack(std::move(object), allocator_);
    }
    return list;
  }

  /// RFC 7396 on the keys: null removes.
  Value merged_map(const Value& sent, const Value* stood) {
    Value map(rapidjson::kObjectType);
    if (stood != nullptr) map.CopyFrom(*stood, allocator_);
    for (const auto& entry : sent.GetObject()) {
      map.RemoveMember(entry.name);
      if (entry.value.IsNull()) continue;
      map.AddMember(Value(entry.name, allocator_), Value(entry.value, allocator_), allocator_);
    }
    return map;
  }

  Value default_of(const Field& field) {
    if (field.default_is_name) return make_text(request_.name, allocator_);
    if (field.default_json.empty()) return {};
    if (field.type == FieldType::object) {
      Value object(rapidjson::kObjectType);
      members(field.path, Sources{nullptr, nullptr, false}, object);
      return object;
    }
    rapidjson::Document constant(&allocator_);
    constant.Parse(field.default_json.data(), field.default_json.size());
    return Value(constant, allocator_);
  }

  /// A copy that owns its texts, except for constants of the tables: the body does not outlive the merge.
  Value copy(const Value* value) { return value == nullptr ? Value() : Value(*value, allocator_); }

  void refuse_forbidden_change(const Field& field) {
    const bool immutable = field.mutability == Mutability::immutable;
    const bool unpatchable = request_.operation == WriteOperation::patch && !field.patchable;
    if (request_.stored == nullptr || !contains(field.versions, request_.version)) return;
    if (field.type == FieldType::object || field.path.find("[]") != std::string_view::npos) return;
    if (!immutable && !unpatchable && field.sticky_value.empty()) return;
    const Value* stood = find_path(*request_.stored, field.path);
    const Value* now = find_path(document_, field.path);
    const bool changed = stood == nullptr ? now != nullptr : now == nullptr || *stood != *now;
    if (!changed) return;
    const std::string path(field.path);
    if (immutable && stood != nullptr) {
      refuse(field, "'" + path + "' is " + write_json(*stood) + " and cannot be changed.");
    } else if (unpatchable && (stood != nullptr || find_path(request_.body, path) != nullptr)) {
      refuse(field, "'" + path + "' cannot be changed with PATCH.");
    } else if (!field.sticky_value.empty() && is_text(stood, field.sticky_value)) {
      refuse(field,
             "'" + path + "' is '" + std::string(field.sticky_value) + "' and cannot be changed back.");
    }
  }

  /// What a PATCH may leave out must stand in the outcome, if only its parent object does.
  void require(const Field& field) {
    if (!field.required || !contains(field.versions, request_.version)) return;
    if (field.path.find("[]") != std::string_view::npos || parent_path(field).empty()) return;
    const Value* parent = find_path(document_, parent_path(field));
    if (parent == nullptr || !parent->IsObject() || find_member(*parent, member_name(field)) != nullptr)
      return;
    const std::string path(field.path);
    problems_.add(field.missing_error, path, "'" + path + "' is required.");
  }

  void apply_rules() {
    static const TextRules no_grammars;
    CheckContext context{
        .text_rules = no_grammars, .version = request_.version, .allocator = allocator_, .is_merged = true};
    std::swap(context.problems, problems_);
    for (const CrossRule rule : request_.kind.merged_rules) apply_rule(rule, document_, context);
    std::swap(context.problems, problems_);
  }

  void refuse(const Field& field, std::string sentence) {
    problems_.add(field.change_error, std::string(field.path), std::move(sentence));
  }

  const MergeRequest& request_;
  rapidjson::Document document_;
  rapidjson::Document::AllocatorType& allocator_;
  Problems problems_;
};

}  // namespace

boost::system::result<rapidjson::Document, Error> merge(const MergeRequest& request) {
  return Merge(request).run();
}

}  // namespace eg::arm
