#include "authz/ip_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "authz/ip_address.hpp"

namespace eg::authz {
namespace {

constexpr std::array<std::uint8_t, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

void unmap(std::vector<std::uint8_t>& bytes) {
  if (bytes.size() != 16 || !std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes.begin())) return;
  bytes.erase(bytes.begin(), bytes.begin() + mapped_prefix.size());
}

}  // namespace

std::optional<IpRange> parse_ip_range(std::string_view mask) {
  const std::size_t slash = mask.find('/');
  auto bytes = ip_address_bytes(mask.substr(0, slash));
  if (!bytes) return std::nullopt;
  IpRange range{std::move(*bytes), 0};
  range.prefix_bits = static_cast<unsigned>(range.bytes.size()) * 8;
  if (slash == std::string_view::npos) return range;
  const std::string_view digits = mask.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  if (error != std::errc() || end != digits.data() + digits.size() || bits > range.prefix_bits)
    return std::nullopt;
  range.prefix_bits = bits;
  return range;
}

bool contains(const IpRange& range, std::string_view address) {
  auto bytes = ip_address_bytes(address);
  if (!bytes) return false;
  unmap(*bytes);
  if (bytes->size() != range.bytes.size()) return false;
  for (unsigned bit = 0; bit < range.prefix_bits; bit += 8) {
    const unsigned wanted = std::min(range.prefix_bits - bit, 8U);
    const auto mask = static_cast<std::uint8_t>(0xFF00U >> wanted);
    if (((range.bytes[bit / 8] ^ (*bytes)[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool is_address_allowed(std::span<const std::string> masks, std::string_view address) {
  return masks.empty() || std::any_of(masks.begin(), masks.end(), [address](const std::string& mask) {
           const auto range = parse_ip_range(mask);
           return range && contains(*range, address);
         });
}

}  // namespace eg::authz
