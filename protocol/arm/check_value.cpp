// One function per field type, and the limits and formats they share.
#include "protocol/arm/check_value.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "protocol/arm/check_format.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/formats.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/percent_encoding.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;

std::string quoted(const std::string& target) {
  return "'" + target + "'";
}

std::string range_sentence(const Limits& limits, std::string_view unit) {
  const std::string suffix = unit.empty() ? "" : " " + std::string(unit);
  if (limits.minimum == limits.maximum) return "exactly " + std::to_string(limits.minimum) + suffix;
  if (limits.minimum <= 0 && !unit.empty()) return "at most " + std::to_string(limits.maximum) + suffix;
  return "from " + std::to_string(limits.minimum) + " to " + std::to_string(limits.maximum) + suffix;
}

bool is_within(const Limits& limits, std::int64_t number) {
  return number >= limits.minimum && number <= limits.maximum;
}

std::string folded_choice(const Field& field, std::string_view text) {
  std::string folded = fold_case(text);
  if (field.format == Format::comma_list) std::erase(folded, ' ');
  return folded;
}

void check_choice(const Field& field, Value& value, const std::string& target, CheckContext& context) {
  const std::string given = folded_choice(field, text_of(value));
  const bool has_further = contains(field.versions_of_further_values, context.version);
  const auto further = has_further ? field.further_values : std::span<const std::string_view>();
  for (const auto& list : {field.values, further}) {
    for (const std::string_view choice : list) {
      if (folded_choice(field, choice) != given) continue;
      value.SetString(rapidjson::StringRef(choice.data(), static_cast<rapidjson::SizeType>(choice.size())));
      return;
    }
  }
  for (const std::string_view choice : field.values_not_emulated) {
    if (folded_choice(field, choice) != given) continue;
    context.problems.add(ErrorCode::invalid_request, target,
                         quoted(target) + " is '" + std::string(choice) +
                             "', which is not emulated yet; send '" + std::string(field.values.front()) +
                             "' or the request without it.");
    return;
  }
  std::string choices;
  for (const auto& list : {field.values, further}) {
    for (const std::string_view choice : list) {
      if (!choices.empty()) choices += ", ";
      choices += "'" + std::string(choice) + "'";
    }
  }
  context.problems.add(
      ErrorCode::invalid_request, target,
      quoted(target) + " is '" + excerpt(text_of(value)) + "' but must be one of " + choices + ".");
}

/// A text, or an element of a text_list; `limits` counts characters.
void check_text(const Field& field, Value& value, const Limits& limits, const std::string& target,
                CheckContext& context) {
  if (!value.IsString()) return add_wrong_type(target, "a string", context);
  if (!field.values.empty()) return check_choice(field, value, target, context);
  const auto characters = static_cast<std::int64_t>(count_characters(text_of(value)));
  if (!is_within(limits, characters)) {
    context.problems.add(ErrorCode::invalid_request, target,
                         quoted(target) + " must have " + range_sentence(limits, "characters") + " but has " +
                             std::to_string(characters) + ".");
    return;
  }
  check_format(field.format, value, target, context);
}

void check_integer(const Field& field, const Value& value, const std::string& target, CheckContext& context) {
  if (!value.IsInt64()) return add_wrong_type(target, "an integer", context);
  if (is_within(field.limits, value.GetInt64())) return;
  context.problems.add(ErrorCode::invalid_request, target,
                       quoted(target) + " is " + std::to_string(value.GetInt64()) + " but must be " +
                           range_sentence(field.limits, "") + ".");
}

void check_text_list(const Field& field, Value& value, const std::string& target, CheckContext& context) {
  if (!value.IsArray()) return add_wrong_type(target, "an array of strings", context);
  if (!check_count(field, value.Size(), target, context)) return;
  for (rapidjson::SizeType index = 0; index < value.Size(); ++index) {
    check_text(field, value[index], {}, target + "[" + std::to_string(index) + "]", context);
  }
}

void check_tags(const Field& field, const Value& value, const std::string& target, CheckContext& context) {
  constexpr Limits name_limits = {1, 512};
  constexpr Limits value_limits = {0, 256};
  constexpr std::string_view forbidden = "<>%&\\?/";
  if (!value.IsObject()) return add_wrong_type(target, "an object of strings", context);
  if (!check_count(field, value.MemberCount(), target, context)) return;
  std::set<std::string> names;
  for (const auto& member : value.GetObject()) {
    const std::string_view name = text_of(member.name);
    const std::string path = target + "." + excerpt(name);
    if (!is_within(name_limits, static_cast<std::int64_t>(count_characters(name)))) {
      context.problems.add(ErrorCode::invalid_request, target,
                           "A tag's name must have " + range_sentence(name_limits, "characters") + ".");
    }
    if (name.find_first_of(forbidden) != std::string_view::npos ||
        std::any_of(name.begin(), name.end(), is_control_character)) {
      context.problems.add(ErrorCode::invalid_request, path,
                           "The tag name '" + excerpt(name) +
                               "' must hold neither control characters nor any of < > % & \\ ? /.");
    }
    if (!names.insert(fold_case(name)).second) {
      context.problems.add(
          ErrorCode::invalid_request, path,
          "The tag name '" + excerpt(name) + "' stands twice; case does not tell tags apart.");
    }
    if (!member.value.IsString()) {
      add_wrong_type(path, "a string", context);
    } else if (!is_within(value_limits, static_cast<std::int64_t>(count_characters(text_of(member.value))))) {
      context.problems.add(ErrorCode::invalid_request, path,
                           quoted(path) + " must have " + range_sentence(value_limits, "characters") + ".");
    }
  }
}

bool is_attribute_value(const Value& value) {
  if (value.IsInt64() || value.IsBool() || value.IsString()) return true;
  return value.IsArray() &&
         std::all_of(value.Begin(), value.End(), [](const Value& item) { return item.IsString(); });
}

bool is_attribute_key(std::string_view key) {
  return !key.empty() && std::all_of(key.begin(), key.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           byte == '_';
  });
}

void check_attributes(const Value& value, const std::string& target, CheckContext& context) {
  constexpr std::size_t bytes_max = 4095;  // "total under 4 KB" of compact JSON (broker-behaviour 6.9)
  if (!value.IsObject()) return add_wrong_type(target, "an object", context);
  const std::size_t bytes = write_json(value).size();
  if (bytes > bytes_max) {
    context.problems.add(
        ErrorCode::invalid_request, target,
        quoted(target) + " must be smaller than 4 KB as JSON but has " + std::to_string(bytes) + " bytes.");
  }
  for (const auto& member : value.GetObject()) {
    const std::string key(text_of(member.name));
    const std::string path = target + "." + excerpt(key);
    if (!is_attribute_key(key)) {
      context.problems.add(
          ErrorCode::invalid_request, path,
          "The attribute name '" + excerpt(key) + "' must consist of ASCII letters, digits and underscores.");
    }
    if (!is_attribute_value(member.value)) {
      add_wrong_type(path, "an integer, a boolean, a string or an array of strings", context);
    }
  }
}

void check_object_map(const Field& field, const Value& value, const std::string& target,
                      CheckContext& context) {
  if (!value.IsObject()) return add_wrong_type(target, "an object of objects", context);
  if (!check_count(field, value.MemberCount(), target, context)) return;
  for (const auto& member : value.GetObject()) {
    if (member.value.IsObject() || member.value.IsNull()) continue;
    add_wrong_type(target + "." + excerpt(text_of(member.name)), "an object", context);
  }
}

}  // namespace

void add_wrong_type(const std::string& target, std::string_view expected, CheckContext& context) {
  context.problems.add(ErrorCode::invalid_request_content, target,
                       quoted(target) + " must be " + std::string(expected) + ".");
}

bool check_count(const Field& field, std::size_t count, const std::string& target, CheckContext& context) {
  if (is_within(field.limits, static_cast<std::int64_t>(count))) return true;
  context.problems.add(ErrorCode::invalid_request, target,
                       quoted(target) + " must have " + range_sentence(field.limits, "entries") +
                           " but has " + std::to_string(count) + ".");
  return false;
}

void check_value(const Field& field, Value& value, const std::string& target, CheckContext& context) {
  switch (field.type) {
    case FieldType::text:
    case FieldType::enumeration: return check_text(field, value, field.limits, target, context);
    case FieldType::integer: return check_integer(field, value, target, context);
    case FieldType::boolean:
      if (!value.IsBool()) add_wrong_type(target, "true or false", context);
      return;
    case FieldType::text_list: return check_text_list(field, value, target, context);
    case FieldType::tags: return check_tags(field, value, target, context);
    case FieldType::attributes: return check_attributes(value, target, context);
    case FieldType::object_map: return check_object_map(field, value, target, context);
    case FieldType::any_value:
    case FieldType::object:
    case FieldType::object_list: return;
  }
}

}  // namespace eg::arm
