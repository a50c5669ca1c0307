// Builders for ARM bodies in tests, and the cases that follow from a kind's rows alone: every row of every
// kind is tried with a missing, a wrongly typed, a too small, a too large and a misspelt member.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/arm/check.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/merge.hpp"
#include "protocol/arm/schema.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm::test {

inline rapidjson::Document json(std::string_view text) {
  auto parsed = parse_json(text);
  INFO(text);
  REQUIRE(parsed.has_value());
  return std::move(parsed.value());
}

struct Checked {
  rapidjson::Document body;
  std::vector<Error> problems;
  Warnings warnings;

  bool accepted() const { return problems.empty(); }
  const Error* problem_at(std::string_view target) const {
    const auto found = std::find_if(problems.begin(), problems.end(),
                                    [&](const Error& error) { return error.target.starts_with(target); });
    return found == problems.end() ? nullptr : &*found;
  }
};

struct CheckOptions {
  ApiVersion version = ApiVersion::v2023_06_01_preview;
  WriteOperation operation = WriteOperation::put;
  TextRules text_rules = {};
};

inline Checked run_check(const Kind& kind, rapidjson::Document body, const CheckOptions& options = {}) {
  Checked checked{std::move(body), {}, {}};
  auto outcome = check(checked.body, {kind, options.version, options.operation, options.text_rules});
  if (outcome.has_error()) {
    checked.problems = outcome.error().details;
    REQUIRE_FALSE(checked.problems.empty());
  } else {
    checked.warnings = outcome.value();
  }
  return checked;
}

inline Checked run_check(const Kind& kind, std::string_view body, const CheckOptions& options = {}) {
  return run_check(kind, json(body), options);
}

/// Sets the member at a schema path, `list[]` meaning the first element; parents must be there. Null text
/// removes it.
inline void set_at(rapidjson::Document& body, std::string_view path, const char* value_json) {
  rapidjson::Value* at = &body;
  while (true) {
    const std::size_t dot = path.find('.');
    std::string name(path.substr(0, dot));
    if (dot == std::string_view::npos) {
      at->RemoveMember(name.c_str());
      if (value_json == nullptr) return;
      rapidjson::Value value(json(value_json), body.GetAllocator());
      at->AddMember(make_text(name, body.GetAllocator()), std::move(value), body.GetAllocator());
      return;
    }
    path.remove_prefix(dot + 1);
    const bool is_list = name.ends_with("[]");
    if (is_list) name.resize(name.size() - 2);
    at = find_member(*at, name);
    REQUIRE(at != nullptr);
    if (is_list) at = &(*at)[0];
  }
}

inline std::string target_of(const Field& field) {
  std::string target(field.path);
  const std::size_t brackets = target.find("[]");
  if (brackets != std::string::npos) target.insert(brackets + 1, "0");
  return target;
}

inline CheckOptions options_for(const Field& field) {
  CheckOptions options;
  for (const ApiVersionRow& row : api_versions()) {
    if (contains(field.versions, row.version)) options.version = row.version;
  }
  return options;
}

/// The sample with one member replaced, checked.
inline Checked checked_with(const Kind& kind, const char* sample, const Field& field,
                            const std::string& value_json) {
  rapidjson::Document body = json(sample);
  set_at(body, field.path, value_json.c_str());
  return run_check(kind, std::move(body), options_for(field));
}

inline std::string text_of_length(std::int64_t characters) {
  return '"' + std::string(static_cast<std::size_t>(characters), 'x') + '"';
}

/// JSON of a value whose measure (see Limits) is `size`; empty: the type has no such measure.
inline std::string value_of_size(const Field& field, std::int64_t size, const std::string& element) {
  std::string text;
  switch (field.type) {
    case FieldType::text: return text_of_length(size);
    case FieldType::integer: return std::to_string(size);
    case FieldType::text_list:
    case FieldType::object_list:
      for (std::int64_t index = 0; index < size; ++index) text += (index == 0 ? "" : ",") + element;
      return "[" + text + "]";
    case FieldType::tags:
    case FieldType::object_map:
      for (std::int64_t index = 0; index < size; ++index) {
        text += (index == 0 ? "\"k" : ",\"k") + std::to_string(index) +
                (field.type == FieldType::tags ? "\":\"v\"" : "\":{}");
      }
      return "{" + text + "}";
    default: return {};
  }
}

inline void try_limits(const Kind& kind, const char* sample, const Field& field) {
  const rapidjson::Document body = json(sample);
  std::string element = "\"x\"";
  if (!field.values.empty()) element = "\"" + std::string(field.values[0]) + "\"";
  const rapidjson::Value* list = find_path(body, field.path);
  if (list != nullptr && list->IsArray()) element = write_json((*list)[0]);
  struct Case {
    bool bounded;
    std::int64_t size;
    bool fits;
  };
  const bool has_minimum = field.limits.minimum > 0;
  const bool has_maximum = field.limits.maximum < 100'000;
  const Case cases[] = {{has_minimum, field.limits.minimum - 1, false},
                        {has_minimum, field.limits.minimum, true},
                        {has_maximum, field.limits.maximum, true},
                        {has_maximum, field.limits.maximum + 1, false}};
  for (const Case& one : cases) {
    const std::string value = one.bounded ? value_of_size(field, one.size, element) : std::string();
    if (value.empty()) continue;
    INFO(field.path << " of size " << one.size);
    CHECK((checked_with(kind, sample, field, value).problem_at(target_of(field)) == nullptr) == one.fits);
  }
}

inline void try_choices(const Kind& kind, const char* sample, const Field& field) {
  if (field.type != FieldType::enumeration) return;
  CHECK(checked_with(kind, sample, field, "\"Nonsense\"").problem_at(target_of(field)) != nullptr);
  for (const std::string_view choice : field.values) {
    std::string shouted(choice);
    std::transform(shouted.begin(), shouted.end(), shouted.begin(), [](char byte) {
      return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 32) : byte;
    });
    const Checked checked = checked_with(kind, sample, field, '"' + shouted + '"');
    INFO(field.path << " = " << shouted);
    CHECK(checked.problem_at(target_of(field)) == nullptr);
    if (field.path.find("[]") == std::string_view::npos) CHECK(text_at(checked.body, field.path) == choice);
  }
}

inline void try_wrong_type(const Kind& kind, const char* sample, const Field& field) {
  const bool takes_text = field.type == FieldType::text || field.type == FieldType::enumeration;
  const Checked checked = checked_with(kind, sample, field, takes_text ? "[1]" : "\"x\"");
  const Error* problem = checked.problem_at(target_of(field));
  REQUIRE(problem != nullptr);
  CHECK(problem->code ==
        (field.not_emulated ? ErrorCode::invalid_request : ErrorCode::invalid_request_content));
  if (field.not_emulated) CHECK(problem->message.find("not emulated") != std::string::npos);
}

/// The whole list is refused, so its elements are never looked at.
inline bool is_below_what_is_not_emulated(const Kind& kind, const Field& field) {
  std::string_view path = parent_path(field);
  if (path.ends_with("[]")) path.remove_suffix(2);
  const Field* parent = find_field(kind, path);
  return parent != nullptr && parent->not_emulated;
}

/// All cases of one row; `sample` is an acceptable PUT body in which every parent object of a row stands.
inline void try_row(const Kind& kind, const char* sample, const Field& field) {
  INFO("row " << field.path);
  if (field.mutability == Mutability::read_only) {
    const Checked checked = checked_with(kind, sample, field, "[1]");
    CHECK(checked.accepted());
    CHECK(find_path(checked.body, field.path) == nullptr);
    return;
  }
  try_wrong_type(kind, sample, field);
  if (field.not_emulated) return;
  try_limits(kind, sample, field);
  try_choices(kind, sample, field);
  if (field.required) {
    rapidjson::Document body = json(sample);
    set_at(body, field.path, nullptr);
    const Checked checked = run_check(kind, std::move(body), options_for(field));
    REQUIRE(checked.problem_at(target_of(field)) != nullptr);
    CHECK(checked.problem_at(target_of(field))->code == field.missing_error);
  }
  Field misspelt = field;
  const std::string path = std::string(field.path) + "Misspelt";
  misspelt.path = path;
  const Checked checked = checked_with(kind, sample, misspelt, "1");
  CHECK(checked.accepted());
  CHECK_FALSE(checked.warnings.empty());
}

inline void try_all_rows(const Kind& kind, const char* sample) {
  REQUIRE(run_check(kind, sample).accepted());
  for (const Field& field : kind.fields) {
    if (!is_below_what_is_not_emulated(kind, field)) try_row(kind, sample, field);
  }
}

}  // namespace eg::arm::test
