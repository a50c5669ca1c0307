// Which addresses a namespace lets in (broker-behaviour 2.5): ranges as an administrator writes them, and the
// judgement of one address. Knows no link; ports and brackets are the caller's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace eg::authz {

/// `10.0.0.0/8`, `fe80::/10`, or a single address.
struct IpRange {
  std::vector<std::uint8_t> bytes;  ///< 4 or 16, of the address as written
  unsigned prefix_bits = 0;         ///< of `bytes`; what stands behind them does not count
};

/// nullopt for anything that is no address with an optional prefix length that fits it.
std::optional<IpRange> parse_ip_range(std::string_view mask);

/// False for what is no address. An IPv4 address in IPv6 form (RFC 4291, 2.5.5.2) counts as the IPv4 one; a
/// range of one family holds no address of the other.
bool contains(const IpRange& range, std::string_view address);

/// Whether one of `masks` holds the address; a mask that cannot be read holds none. No masks: every address.
bool is_address_allowed(std::span<const std::string> masks, std::string_view address);

}  // namespace eg::authz
