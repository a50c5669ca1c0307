// `$filter` of Microsoft.EventGrid's lists (arm-contract 6): `name` alone, `eq`, `ne`, `contains(name,'x')`,
// `and`, `or`, `not`, parentheses. Compares with case ignored, as names are. Knows no list and no row.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"

namespace eg::control {

class NameFilter {
 public:
  /// An empty text lets every name through. Error: invalid_parameter, the sentence says where and what.
  static boost::system::result<NameFilter, arm::Error> parse(std::string_view text);

  bool matches(std::string_view name) const;
  bool lets_all_through() const { return steps_.empty(); }

 private:
  friend class NameFilterParser;
  enum class Operation : std::uint8_t { equals, differs, contains, both, either, negate };
  struct Step {
    Operation operation;
    std::string literal;  ///< of a comparison, lower case
  };
  std::vector<Step> steps_;  ///< operands before their operator
};

}  // namespace eg::control
