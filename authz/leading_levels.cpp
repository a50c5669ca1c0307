// FNV-1a, 32 bits: short texts, no seed needed, and a collision costs a comparison.
#include "authz/leading_levels.hpp"

namespace eg::authz {

namespace {

constexpr std::uint32_t start = 2'166'136'261U;

std::uint32_t with(std::uint32_t hash, char letter) {
  return (hash ^ static_cast<unsigned char>(letter)) * 16'777'619U;
}

}  // namespace

LeadingLevels leading_levels(const ExpandedTemplate& allowed) {
  LeadingLevels leading;
  std::uint32_t hash = start;
  for (const Level& level : allowed.levels) {
    if (level.kind != Level::Kind::literal || leading.count == leading_levels_max) break;
    for (const char letter : level.text) hash = with(hash, letter);
    leading = {hash, leading.count + 1};
    hash = with(hash, '/');
  }
  return leading;
}

TextBeginnings::TextBeginnings(std::string_view text) {
  std::size_t count = 0;
  std::uint32_t hash = start;
  for (const char letter : text) {
    if (letter == '/') {
      hashes_[++count] = hash;
      if (count == leading_levels_max) return;
    }
    hash = with(hash, letter);
  }
  hashes_[++count] = hash;
}

}  // namespace eg::authz
