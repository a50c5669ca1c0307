#include "server/control/json_text.hpp"

namespace eg::control {

void JsonText::key(std::string_view name) {
  writer_.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

JsonText& JsonText::begin_object() {
  writer_.StartObject();
  return *this;
}

JsonText& JsonText::begin_object(std::string_view name) {
  key(name);
  return begin_object();
}

JsonText& JsonText::end_object() {
  writer_.EndObject();
  return *this;
}

JsonText& JsonText::begin_array() {
  writer_.StartArray();
  return *this;
}

JsonText& JsonText::begin_array(std::string_view name) {
  key(name);
  return begin_array();
}

JsonText& JsonText::end_array() {
  writer_.EndArray();
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  const char* bytes = value.empty() ? "" : value.data();
  writer_.String(bytes, static_cast<rapidjson::SizeType>(value.size()));
  return *this;
}

JsonText& JsonText::member(std::string_view name, std::string_view value) {
  key(name);
  return text(value);
}

JsonText& JsonText::number(std::string_view name, std::int64_t value) {
  key(name);
  writer_.Int64(value);
  return *this;
}

JsonText& JsonText::raw(std::string_view json) {
  writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
  return *this;
}

JsonText& JsonText::raw(std::string_view name, std::string_view json) {
  key(name);
  return raw(json);
}

}  // namespace eg::control
