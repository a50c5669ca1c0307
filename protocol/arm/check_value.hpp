// One member's value against its row: type, limits, enumeration, format. Objects and their members are
// check's.
#pragma once

#include <string>

#include <rapidjson/document.h>

#include "protocol/arm/check.hpp"
#include "protocol/arm/problems.hpp"

namespace eg::arm {

/// What a check writes to and reads from besides the value.
struct CheckContext {
  const TextRules& text_rules;
  ApiVersion version;
  rapidjson::Document::AllocatorType& allocator;
  bool is_merged = false;  ///< the new document is judged, not a request: what does not belong is taken out
  Problems problems{};
  Warnings warnings{};
};

/// Puts enumerations into canonical casing and locations into normal form. `target` is the member's JSON
/// path.
void check_value(const Field& field, rapidjson::Value& value, const std::string& target,
                 CheckContext& context);

/// Whether a list or map of `count` entries keeps the row's limits; adds the problem if not.
bool check_count(const Field& field, std::size_t count, const std::string& target, CheckContext& context);

/// "'TARGET' must be SOMETHING." as invalid_request_content.
void add_wrong_type(const std::string& target, std::string_view expected, CheckContext& context);

}  // namespace eg::arm
