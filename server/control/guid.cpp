#include "server/control/guid.hpp"

namespace eg::control {
namespace {

constexpr std::string_view form = "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx";

std::string guid_from(std::uint64_t high, std::uint64_t low) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string guid(form);
  unsigned position = 0;
  for (char& letter : guid) {
    if (letter != 'x' && letter != 'y') {
      continue;
    }
    const std::uint64_t half = position < 16 ? high : low;
    const auto nibble = static_cast<std::size_t>((half >> (4 * (position % 16))) & 0xF);
    // RFC 9562, 4.1: the variant's two top bits are 1 and 0.
    letter = digits[letter == 'y' ? (nibble & 0x3) | 0x8 : nibble];
    ++position;
  }
  return guid;
}

/// FNV-1a: only stability matters here.
std::uint64_t hash(std::string_view text, std::uint64_t basis) {
  for (const char letter : text) {
    basis = (basis ^ static_cast<unsigned char>(letter)) * 0x100000001B3U;
  }
  return basis;
}

}  // namespace

std::string GuidSource::next() {
  const std::uint64_t high = generator_();
  return guid_from(high, generator_());
}

std::string guid_of(std::string_view text) {
  return guid_from(hash(text, 0xCBF29CE484222325U), hash(text, 0x84222325CBF29CE4U));
}

}  // namespace eg::control
