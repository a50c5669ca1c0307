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
  /// Of the member itself, not of what is in it.
  bool has_problem_of(std::string_view target) const {
    return std::any_of(problems.begin(), problems.end(),
                       [&](const Error& error) { return error.target == target; });
  }
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

/// What one row is tried with: an acceptable PUT body of the kind in which every parent object of a row
/// stands, and a version.
struct RowCase {
  const Kind& kind;
  const char* sample;
  ApiVersion version;

  CheckOptions options() const { return {.version = version}; }
};

/// The sample with one member replaced, checked.
inline Checked checked_with(const RowCase& given, const Field& field, const std::string& value_json) {
  rapidjson::Document body = json(given.sample);
  set_at(body, field.path, value_json.c_str());
  return run_check(given.kind, std::move(body), given.options());
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

/// A list's element as the sample has it; a text of no meaning otherwise.
inline std::string element_of(const RowCase& given, const Field& field) {
  const rapidjson::Document body = json(given.sample);
  const rapidjson::Value* list = find_path(body, field.path);
  if (list != nullptr && list->IsArray() && !list->Empty()) return write_json((*list)[0]);
  return field.values.empty() ? "\"x\"" : '"' + std::string(field.values[0]) + '"';
}

inline void try_limits(const RowCase& given, const Field& field) {
  struct Case {
    bool bounded;
    std::int64_t size;
    bool fits;
  };
  // A text with a format is too long or too short before it is malformed; where it fits only its format
  // counts.
  const bool has_format = field.format != Format::any;
  const bool has_minimum =
      field.limits.minimum > -100'000 && !(field.limits.minimum <= 0 && field.type != FieldType::integer);
  const bool has_maximum = field.limits.maximum < 100'000;
  // No limit is the end of the range: there is nothing beyond it.
  const std::int64_t minimum = has_minimum ? field.limits.minimum : 0;
  const std::int64_t maximum = has_maximum ? field.limits.maximum : 0;
  const Case cases[] = {{has_minimum, minimum - 1, false},
                        {has_minimum && !has_format, minimum, true},
                        {has_maximum && !has_format, maximum, true},
                        {has_maximum, maximum + 1, false}};
  for (const Case& one : cases) {
    const std::string value =
        one.bounded ? value_of_size(field, one.size, element_of(given, field)) : std::string();
    if (value.empty()) continue;
    INFO(field.path << " of size " << one.size);
    CHECK(checked_with(given, field, value).has_problem_of(target_of(field)) != one.fits);
  }
}

inline std::string shouted(std::string_view choice) {
  std::string text(choice);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char byte) { return byte >= 'a' && byte <= 'z' ? static_cast<char>(byte - 32) : byte; });
  return text;
}

inline void try_choices(const RowCase& given, const Field& field) {
  if (field.type != FieldType::enumeration) return;
  CHECK(checked_with(given, field, "\"Nonsense\"").problem_at(target_of(field)) != nullptr);
  for (const std::string_view choice : field.values) {
    const Checked checked = checked_with(given, field, '"' + shouted(choice) + '"');
    INFO(field.path << " = " << choice);
    CHECK(checked.problem_at(target_of(field)) == nullptr);
    if (field.path.find("[]") == std::string_view::npos) CHECK(text_at(checked.body, field.path) == choice);
  }
  const bool knows_further = contains(field.versions_of_further_values, given.version);
  for (const std::string_view choice : field.further_values) {
    INFO(field.path << " = " << choice);
    const Checked checked = checked_with(given, field, '"' + shouted(choice) + '"');
    CHECK((checked.problem_at(target_of(field)) == nullptr) == knows_further);
  }
}

inline void try_wrong_type(const RowCase& given, const Field& field) {
  if (field.type == FieldType::any_value) return;
  const bool takes_text = field.type == FieldType::text || field.type == FieldType::enumeration;
  const Checked checked = checked_with(given, field, takes_text ? "[1]" : "\"x\"");
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

/// A read-only member, or one that the version does not know, whatever it holds: it is not taken.
inline void try_ignored(const RowCase& given, const Field& field) {
  const Checked checked = checked_with(given, field, "[1]");
  CHECK(checked.accepted());
  CHECK(find_path(checked.body, field.path) == nullptr);
}

inline void try_missing(const RowCase& given, const Field& field) {
  if (!field.required) return;
  rapidjson::Document body = json(given.sample);
  set_at(body, field.path, nullptr);
  const Checked checked = run_check(given.kind, std::move(body), given.options());
  const Error* problem = checked.problem_at(target_of(field));
  REQUIRE(problem != nullptr);
  CHECK(problem->code == field.missing_error);
}

inline void try_unknown(const RowCase& given, const Field& field) {
  Field misspelt = field;
  const std::string path = std::string(field.path) + "Misspelt";
  misspelt.path = path;
  const Checked checked = checked_with(given, misspelt, "1");
  CHECK(checked.accepted());
  CHECK_FALSE(checked.warnings.empty());
}

/// Another value of an immutable text or boolean is refused, the same and none are fine.
inline void try_immutable(const RowCase& given, const Field& field) {
  if (field.mutability != Mutability::immutable) return;
  Checked first = run_check(given.kind, given.sample, given.options());
  const auto stored = merge({given.kind, given.version, WriteOperation::put, "name", first.body, nullptr});
  REQUIRE(stored.has_value());
  struct Case {
    const char* value;
    bool fits;
  };
  const bool is_boolean = field.type == FieldType::boolean;
  const std::string same = write_json(*find_path(*stored, field.path));
  const Case cases[] = {{same.c_str(), true}, {nullptr, true}, {is_boolean ? "false" : "\"another\"", false}};
  for (const Case& one : cases) {
    rapidjson::Document body = json(given.sample);
    set_at(body, field.path, one.value);
    const Checked checked = run_check(given.kind, std::move(body), given.options());
    if (!checked.accepted()) continue;
    const auto merged =
        merge({given.kind, given.version, WriteOperation::put, "name", checked.body, &*stored});
    CHECK(merged.has_value() == one.fits);
    if (merged.has_error()) CHECK(merged.error().code == field.change_error);
  }
}

inline void try_row(const RowCase& given, const Field& field) {
  INFO(name(given.version) << ", row " << field.path);
  const bool is_known = contains(field.versions, given.version);
  if (!is_known || field.mutability == Mutability::read_only) return try_ignored(given, field);
  try_wrong_type(given, field);
  if (field.not_emulated) return;
  try_limits(given, field);
  try_choices(given, field);
  try_missing(given, field);
  try_immutable(given, field);
  try_unknown(given, field);
}

/// All cases of all rows in all versions.
inline void try_all_rows(const Kind& kind, const char* sample) {
  for (const ApiVersionRow& version : api_versions()) {
    const RowCase given{kind, sample, version.version};
    REQUIRE(run_check(kind, sample, given.options()).accepted());
    for (const Field& field : kind.fields) {
      if (!is_below_what_is_not_emulated(kind, field)) try_row(given, field);
    }
  }
}

}  // namespace eg::arm::test
