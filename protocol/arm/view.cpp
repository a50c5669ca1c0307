// The walk over the rows that writes a stored document in wire order.
#include "protocol/arm/view.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "protocol/arm/json.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;
using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_text(Writer& writer, std::string_view text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_key(Writer& writer, std::string_view name) {
  writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

class View {
 public:
  View(const ViewRequest& request, Writer& writer) : request_(request), writer_(writer) {}

  void resource() {
    // In this order on the wire (arm-contract 2); the rows of the envelope a child does not have write
    // nothing.
    constexpr auto envelope =
        std::to_array<std::string_view>({"properties", "sku", "identity", "systemData", "location", "tags"});
    writer_.StartObject();
    for (const std::string_view name : envelope) {
      const Value* stored = find_member(request_.document, name);
      if (name == "systemData") {
        write_key(writer_, name);
        stored == nullptr ? static_cast<void>(writer_.Null()) : plain(*stored);
      } else if (const Field* field = find_field(request_.kind, name)) {
        member(*field, stored);
      }
    }
    write_key(writer_, "id");
    write_text(writer_, request_.id);
    write_key(writer_, "name");
    write_text(writer_, request_.name);
    write_key(writer_, "type");
    write_text(writer_, full_type(request_.kind));
    writer_.EndObject();
  }

 private:
  void members(std::string_view schema_path, const Value* object) {
    writer_.StartObject();
    for (const Field& field : request_.kind.fields) {
      if (parent_path(field) != schema_path || is_hidden(field, object)) continue;
      member(field, object == nullptr ? nullptr : find_member(*object, member_name(field)));
    }
    writer_.EndObject();
  }

  static bool is_hidden(const Field& field, const Value* object) {
    if (field.secret_while.empty() || object == nullptr) return false;
    const Value* flag = find_member(*object, field.secret_while);
    return flag != nullptr && flag->IsTrue();
  }

  void member(const Field& field, const Value* stored) {
    if (!contains(field.versions, request_.version) || field.secret) return;
    if (field.mutability == Mutability::read_only) return read_only(field);
    if (stored == nullptr && field.when_absent == WhenAbsent::omit) return;
    write_key(writer_, member_name(field));
    if (stored == nullptr && field.when_absent == WhenAbsent::null) {
      writer_.Null();
    } else if (field.type == FieldType::object) {
      members(field.path, stored);
    } else if (field.type == FieldType::object_list) {
      elements(field, *stored);
    } else {
      plain(*stored);
    }
  }

  void elements(const Field& field, const Value& list) {
    const std::string element_path = std::string(field.path) + "[]";
    writer_.StartArray();
    for (const Value& element : list.GetArray()) members(element_path, &element);
    writer_.EndArray();
  }

  void read_only(const Field& field) {
    const std::string_view text = read_only_text(field);
    if (text.empty() && field.when_absent == WhenAbsent::omit) return;
    write_key(writer_, member_name(field));
    text.empty() ? static_cast<void>(writer_.Null()) : write_text(writer_, text);
  }

  std::string_view read_only_text(const Field& field) const {
    const auto found = std::find_if(request_.read_only.begin(), request_.read_only.end(),
                                    [&](const ReadOnlyValue& value) { return value.path == field.path; });
    if (found != request_.read_only.end()) return found->text;
    return field.path == "properties.provisioningState" ? "Succeeded" : std::string_view();
  }

  void plain(const Value& value) { value.Accept(writer_); }

  const ViewRequest& request_;
  Writer& writer_;
};

}  // namespace

std::string view(const ViewRequest& request) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  View(request, writer).resource();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace eg::arm
