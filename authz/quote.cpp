#include "authz/quote.hpp"

namespace eg::authz {

namespace {

constexpr std::string_view ellipsis = "\xE2\x80\xA6";

}  // namespace

std::string shortened(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  std::size_t size = bytes_max;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  std::string result(text.substr(0, size));
  result += ellipsis;
  return result;
}

std::string quoted(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result = "'";
  for (const char letter : shortened(text, quoted_bytes_max)) {
    const auto byte = static_cast<unsigned char>(letter);
    if (byte < 0x20 || byte == 0x7F) {
      result += "\\x";
      result += digits[byte >> 4];
      result += digits[byte & 0x0F];
    } else {
      result += letter;
    }
  }
  result += "'";
  if (text.size() > quoted_bytes_max) result += " (" + std::to_string(text.size()) + " bytes)";
  return result;
}

}  // namespace eg::authz
