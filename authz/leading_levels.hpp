// A fingerprint of the literal levels with which a template begins: most templates that do not allow a text
// are told from it without being read. Says no only when that is certain; the template itself is asked
// afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "authz/topic_template.hpp"

namespace eg::authz {

/// More levels do not tell templates apart that four do not.
inline constexpr std::size_t leading_levels_max = 4;

struct LeadingLevels {
  std::uint32_t hash = 0;
  std::uint32_t count = 0;  ///< 0: begins with a wildcard
};
LeadingLevels leading_levels(const ExpandedTemplate& allowed);

/// The beginnings of one topic or filter.
class TextBeginnings {
 public:
  explicit TextBeginnings(std::string_view text);
  /// False: the text is neither a topic of a template that begins so, nor a filter that it covers, because
  /// for both each literal level of the template must stand in the text too (broker-behaviour 6.5).
  bool may_begin_with(LeadingLevels levels) const { return hashes_[levels.count] == levels.hash; }

 private:
  std::array<std::uint32_t, leading_levels_max + 1>
      hashes_{};  ///< of the first so many levels; 0: there are fewer
};

}  // namespace eg::authz
