// Validity of MQTT's UTF-8 strings: what the standard forbids, nothing of what it merely discourages.
// Knows no length prefixes and no packets.
#pragma once

#include <cstddef>
#include <string_view>

namespace eg::mqtt {

/// Well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF) without U+0000.
/// MQTT 3.1.1 and 5, 1.5.4; control characters and non-characters are allowed there ("SHOULD NOT").
bool valid_utf8(std::string_view text);

/// The longest beginning of `text`, which is valid, that has at most `bytes_max` bytes and ends between two
/// characters.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes_max);

}  // namespace eg::mqtt
