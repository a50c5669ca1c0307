// Percent-encoded text of addresses and forms, decoded in one place: what a path segment may hold is one rule
// for resource ids and for routes. Knows no path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eg::arm {

enum class Encoding : std::uint8_t {
  path_segment,  ///< no encoded slash, or two paths would become one key; no control character, encoded or
                 ///< not
  form,          ///< `+` is a blank
};

/// Nothing: a `%` without two hexadecimal digits, what `encoding` forbids, or a result that is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, Encoding encoding);

/// Of ASCII.
constexpr bool is_control_character(char byte) {
  return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F;
}

/// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
bool is_utf8(std::string_view text);

}  // namespace eg::arm
