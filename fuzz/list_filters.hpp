// What is done with one fuzz input: it is read as `$filter` of both kinds of lists. Shared by the libFuzzer
// target and the test that replays the corpus; aborts on a broken rule.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "fuzz/require.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/name_filter.hpp"
#include "server/control/odata_filter.hpp"

namespace eg::fuzz {

inline void check_comparisons(std::string_view text) {
  const auto comparisons = control::parse_comparisons(text);
  if (!comparisons) return;
  std::size_t bytes = 0;
  for (const control::Comparison& comparison : *comparisons) {
    require(arm::fold_case(comparison.member) == comparison.member);
    bytes += comparison.member.size() + comparison.value.size();
  }
  require(bytes <= text.size());
}

inline void check_name_filter(std::string_view text) {
  const auto filter = control::NameFilter::parse(text);
  if (!filter) return require(!filter.error().message.empty());
  for (const std::string_view name : {"", "a", "client-1", "CLIENT-1"}) {
    require(filter->matches(name) == filter->matches(arm::fold_case(name)));
    if (filter->lets_all_through()) require(filter->matches(name));
  }
}

inline void check_list_filters(std::span<const std::uint8_t> input) {
  const std::string_view text(reinterpret_cast<const char*>(input.data()), input.size());
  check_comparisons(text);
  check_name_filter(text);
}

}  // namespace eg::fuzz
