// FNV-1a, 32 bits, begun differently at each position: short texts, and a collision costs no more than a
// comparison.
#include "authz/literal_levels.hpp"

namespace eg::authz {

namespace {

std::uint32_t start_at(std::size_t position) {
  return 2'166'136'261U + static_cast<std::uint32_t>(position) * 2'654'435'761U;
}

std::uint32_t with(std::uint32_t hash, char letter) {
  return (hash ^ static_cast<unsigned char>(letter)) * 16'777'619U;
}

}  // namespace

LiteralLevels literal_levels(const ExpandedTemplate& allowed) {
  LiteralLevels literal;
  for (std::size_t at = 0; at < allowed.levels.size() && at < literal_levels_max; ++at) {
    const Level& level = allowed.levels[at];
    if (level.kind != Level::Kind::literal) continue;
    std::uint32_t hash = start_at(at);
    for (const char letter : level.text) hash = with(hash, letter);
    literal.hash += hash;
    if (literal.leading == at) {
      ++literal.leading;
    } else {
      literal.others = static_cast<std::uint16_t>(literal.others | 1U << at);
    }
  }
  return literal;
}

TextLevels::TextLevels(std::string_view text) {
  std::size_t at = 0;
  std::uint32_t hash = start_at(0);
  for (const char letter : text) {
    if (letter != '/') {
      hash = with(hash, letter);
      continue;
    }
    hashes_[at] = hash;
    sums_[at + 1] = sums_[at] + hash;
    if (++at == literal_levels_max) return;
    hash = start_at(at);
  }
  hashes_[at] = hash;
  sums_[at + 1] = sums_[at] + hash;
}

}  // namespace eg::authz
