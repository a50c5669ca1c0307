// `systemData` of a resource: who made and who last changed it, and when (arm-contract 3). The time is an
// argument.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

namespace eg::arm {

/// Who writes, from the bearer token (arm-contract 3).
struct Author {
  std::string_view name;  ///< e-mail, application id, or a fixed local name
  std::string_view type;  ///< `User` or `Application`
};

/// Sets `systemData` of a merged document: created* from `stored` if there is one, lastModified* always.
void stamp_system_data(rapidjson::Document& document, const rapidjson::Value* stored, const Author& author,
                       std::string_view time);

/// `2024-12-16T07:45:03.843Z`: up to 7 fraction digits, trailing zeros dropped (arm-contract 2). From 1970 to
/// 9999.
std::string system_data_time(std::int64_t unix_milliseconds);

}  // namespace eg::arm
