// A fingerprint of the literal levels of a template: most templates that do not allow a text are told from it
// without being read. Says no only when that is certain; the template itself is asked afterwards.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "authz/topic_template.hpp"

namespace eg::authz {

/// As many as a template may have.
inline constexpr std::size_t literal_levels_max = 15;

struct LiteralLevels {
  std::uint32_t hash = 0;     ///< sum over the literal levels
  std::uint16_t leading = 0;  ///< how many of them stand before the first wildcard
  std::uint16_t others = 0;   ///< positions of the rest: bit 0 is the first level
};
LiteralLevels literal_levels(const ExpandedTemplate& allowed);

/// The levels of one topic or filter.
class TextLevels {
 public:
  explicit TextLevels(std::string_view text);

  /// False: the text is neither a topic of a template with these levels nor a filter that it covers, because
  /// for both each literal level of the template must stand in the text too (broker-behaviour 6.5).
  bool may_have(LiteralLevels levels) const {
    std::uint32_t sum = sums_[levels.leading];
    for (std::uint32_t rest = levels.others, at = 0; rest != 0; rest >>= 1, ++at) {
      if ((rest & 1U) != 0) sum += hashes_[at];
    }
    return sum == levels.hash;
  }

 private:
  std::array<std::uint32_t, literal_levels_max> hashes_{};  ///< of each level; 0 behind the last one
  std::array<std::uint32_t, literal_levels_max + 1>
      sums_{};  ///< of the first so many levels; 0: there are fewer
};

}  // namespace eg::authz
