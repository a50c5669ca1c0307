#include "authz/ip_address.hpp"

#include <charconv>
#include <cstddef>

namespace eg::authz {

namespace {

using Bytes = std::vector<std::uint8_t>;

std::optional<unsigned> number(std::string_view text, int base, std::size_t digits_max) {
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Bytes> version_4(std::string_view text) {
  Bytes bytes;
  while (true) {
    const std::size_t dot = text.find('.');
    const auto value = number(text.substr(0, dot), 10, 3);
    if (!value || *value > 255) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*value));
    if (dot == std::string_view::npos) break;
    text.remove_prefix(dot + 1);
  }
  if (bytes.size() != 4) return std::nullopt;
  return bytes;
}

/// Groups of one side of `::`; an empty text is no group.
std::optional<Bytes> groups(std::string_view text) {
  Bytes bytes;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      const auto tail = version_4(group);
      if (!tail) return std::nullopt;
      bytes.insert(bytes.end(), tail->begin(), tail->end());
      break;
    }
    const auto value = number(group, 16, 4);
    if (!value) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*value >> 8));
    bytes.push_back(static_cast<std::uint8_t>(*value & 0xFF));
    if (colon == std::string_view::npos) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;
  }
  return bytes;
}

std::optional<Bytes> version_6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    auto bytes = groups(text);
    if (!bytes || bytes->size() != 16) return std::nullopt;
    return bytes;
  }
  const std::string_view front = text.substr(0, gap);
  auto left = groups(front);
  const auto right = groups(text.substr(gap + 2));
  if (!left || !right || front.find('.') != std::string_view::npos || left->size() + right->size() > 14) {
    return std::nullopt;
  }
  left->resize(16 - right->size(), 0);
  left->insert(left->end(), right->begin(), right->end());
  return left;
}

}  // namespace

std::optional<std::vector<std::uint8_t>> ip_address_bytes(std::string_view text) {
  return text.find(':') == std::string_view::npos ? version_4(text) : version_6(text);
}

}  // namespace eg::authz
