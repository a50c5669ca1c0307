// Writes JSON text member by member: for answers that have no schema row. Nesting is the caller's business;
// RapidJSON asserts on a wrong one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace eg::control {

class JsonText {
 public:
  JsonText& begin_object();
  JsonText& begin_object(std::string_view name);  ///< as a member
  JsonText& end_object();
  JsonText& begin_array();
  JsonText& begin_array(std::string_view name);
  JsonText& end_array();
  JsonText& text(std::string_view value);
  JsonText& member(std::string_view name, std::string_view value);
  JsonText& number(std::string_view name, std::int64_t value);
  /// `json` is written as it is.
  JsonText& raw(std::string_view json);
  JsonText& raw(std::string_view name, std::string_view json);
  std::string take() const { return {buffer_.GetString(), buffer_.GetSize()}; }

 private:
  void key(std::string_view name);
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace eg::control
