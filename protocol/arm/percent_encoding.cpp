#include "protocol/arm/percent_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace eg::arm {
namespace {

std::optional<unsigned> hex_value(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<unsigned>(digit - '0');
  const char folded = static_cast<char>(digit | 0x20);
  if (folded >= 'a' && folded <= 'f') return static_cast<unsigned>(folded - 'a') + 10;
  return std::nullopt;
}

/// First bytes and what may follow them (Unicode, table 3-7): the second byte's range shuts out overlong
/// forms and surrogates.
struct Utf8Row {
  unsigned char first_minimum, first_maximum;
  unsigned char second_minimum, second_maximum;
  std::size_t bytes;
};
constexpr auto utf8_rows = std::to_array<Utf8Row>({
    {0xC2, 0xDF, 0x80, 0xBF, 2},
    {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3},
    {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4},
    {0xF4, 0xF4, 0x80, 0x8F, 4},
});

/// Of the character that `text` begins with; 0: there is none.
std::size_t utf8_bytes(std::string_view text) {
  const auto byte_at = [text](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  if (byte_at(0) < 0x80) return 1;
  for (const Utf8Row& row : utf8_rows) {
    if (byte_at(0) < row.first_minimum || byte_at(0) > row.first_maximum) continue;
    if (text.size() < row.bytes) return 0;
    if (byte_at(1) < row.second_minimum || byte_at(1) > row.second_maximum) return 0;
    for (std::size_t index = 2; index < row.bytes; ++index) {
      if ((byte_at(index) & 0xC0U) != 0x80U) return 0;
    }
    return row.bytes;
  }
  return 0;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, Encoding encoding) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    if (text[index] != '%') {
      decoded += text[index] == '+' && encoding == Encoding::form ? ' ' : text[index];
      continue;
    }
    if (index + 2 >= text.size()) return std::nullopt;
    const auto high = hex_value(text[index + 1]);
    const auto low = hex_value(text[index + 2]);
    if (!high || !low) return std::nullopt;
    const char byte = static_cast<char>(*high * 16 + *low);
    if (encoding == Encoding::path_segment && byte == '/') return std::nullopt;
    decoded += byte;
    index += 2;
  }
  if (encoding == Encoding::path_segment && std::any_of(decoded.begin(), decoded.end(), is_control_character))
    return std::nullopt;
  if (!is_utf8(decoded)) return std::nullopt;
  return decoded;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t bytes = utf8_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace eg::arm
