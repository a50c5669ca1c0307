// Compares JSON with an expectation that may leave things open: the text "*" fits anything, "<time>" and
// "<guid>" their forms, a text "~words" any text that contains the words, a member "..." allows members that
// are not named.
#pragma once

#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace eg::test {

inline std::string json_of(const rapidjson::Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return {buffer.GetString(), buffer.GetSize()};
}

inline bool has_form(std::string_view text, std::string_view form) {
  if (text.size() < form.size()) {
    return false;
  }
  for (std::size_t index = 0; index < form.size(); ++index) {
    const bool digit = std::string_view("0123456789abcdefABCDEF").find(text[index]) != std::string_view::npos;
    if (form[index] == '0' ? !digit : text[index] != form[index]) {
      return false;
    }
  }
  return true;
}

/// Empty: it fits. Else a path and what differs.
inline std::string difference(const rapidjson::Value& expected, const rapidjson::Value& actual,
                              const std::string& path);

inline std::string text_difference(std::string_view expected, const rapidjson::Value& actual,
                                   const std::string& path) {
  const std::string found = json_of(actual);
  if (expected == "*") {
    return {};
  }
  if (!actual.IsString()) {
    return path + ": expected a text, found " + found;
  }
  const std::string_view text(actual.GetString(), actual.GetStringLength());
  bool fits = text == expected;
  if (expected == "<time>") {
    fits = has_form(text, "0000-00-00T00:00:00") && text.ends_with('Z');
  } else if (expected == "<guid>") {
    fits = text.size() == 36 && has_form(text, "00000000-0000-0000-0000-000000000000");
  } else if (expected.starts_with('~')) {
    fits = text.find(expected.substr(1)) != std::string_view::npos;
  }
  return fits ? std::string() : path + ": expected \"" + std::string(expected) + "\", found " + found;
}

inline std::string object_difference(const rapidjson::Value& expected, const rapidjson::Value& actual,
                                     const std::string& path) {
  if (!actual.IsObject()) {
    return path + ": expected an object, found " + json_of(actual);
  }
  for (const auto& member : expected.GetObject()) {
    const std::string name = member.name.GetString();
    if (name == "...") {
      continue;
    }
    const auto found = actual.FindMember(member.name);
    if (found == actual.MemberEnd()) {
      return path + "." + name + ": missing in " + json_of(actual);
    }
    if (auto wrong = difference(member.value, found->value, path + "." + name); !wrong.empty()) {
      return wrong;
    }
  }
  for (const auto& member : actual.GetObject()) {
    if (!expected.HasMember("...") && !expected.HasMember(member.name)) {
      return path + "." + member.name.GetString() + ": not expected, is " + json_of(member.value);
    }
  }
  return {};
}

inline std::string difference(const rapidjson::Value& expected, const rapidjson::Value& actual,
                              const std::string& path) {
  if (expected.IsString()) {
    return text_difference({expected.GetString(), expected.GetStringLength()}, actual, path);
  }
  if (expected.IsObject()) {
    return object_difference(expected, actual, path);
  }
  if (!expected.IsArray() || !actual.IsArray()) {
    return expected == actual ? std::string()
                              : path + ": expected " + json_of(expected) + ", found " + json_of(actual);
  }
  if (expected.Size() != actual.Size()) {
    return path + ": expected " + std::to_string(expected.Size()) + " elements, found " + json_of(actual);
  }
  for (rapidjson::SizeType index = 0; index < expected.Size(); ++index) {
    const std::string element = path + "[" + std::to_string(index) + "]";
    if (auto wrong = difference(expected[index], actual[index], element); !wrong.empty()) {
      return wrong;
    }
  }
  return {};
}

}  // namespace eg::test
