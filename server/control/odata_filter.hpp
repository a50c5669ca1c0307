// `$filter` of the platform's lists as clients send it: comparisons with `eq` joined by `and`
// (az-cli-and-sdk-traffic 2.3).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace eg::control {

struct Comparison {
  std::string member;  ///< lower case
  std::string value;
};

/// `name eq 'a' and tagname eq 'it''s'`. Nothing: anything else. An empty text compares nothing.
std::optional<std::vector<Comparison>> parse_comparisons(std::string_view text);

}  // namespace eg::control
