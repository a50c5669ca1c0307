// Textual IP addresses as bytes, so that two spellings of one address compare equal (broker-behaviour 3.4).
// No names, no ports, no zones.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace eg::authz {

/// 4 bytes for a dotted IPv4 address, 16 for an IPv6 address (RFC 4291, 2.2, `::` and a dotted tail
/// included); nullopt for anything else.
std::optional<std::vector<std::uint8_t>> ip_address_bytes(std::string_view text);

}  // namespace eg::authz
