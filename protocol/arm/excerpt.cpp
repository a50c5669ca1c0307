#include "protocol/arm/excerpt.hpp"

#include <algorithm>

#include "protocol/arm/percent_encoding.hpp"

namespace eg::arm {
namespace {

constexpr bool is_continuation(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

}  // namespace

std::string excerpt(std::string_view text) {
  const bool is_long = text.size() > excerpt_bytes_max;
  if (is_long) {
    std::size_t end = excerpt_bytes_max;
    while (end > 0 && is_continuation(text[end])) --end;
    text = text.substr(0, end);
  }
  std::string shown(text);
  if (!is_utf8(shown)) {
    for (char& byte : shown) {
      if (static_cast<unsigned char>(byte) > 0x7F) byte = '?';
    }
  }
  std::replace_if(shown.begin(), shown.end(), is_control_character, '?');
  if (is_long) shown += "...";
  return shown;
}

}  // namespace eg::arm
