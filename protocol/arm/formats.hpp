// Formats of texts that are more than a length: locations, addresses, ids, thumbprints. Pure functions on
// text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace eg::arm {

/// "West US 2" is `westus2`: blanks removed, lower case (arm-contract 3).
std::string normalise_location(std::string_view text);

/// Of the normal form: letters, digits, `-`, at least one of them. Which regions exist is not judged.
bool is_location(std::string_view text);

/// Unicode code points of valid UTF-8.
std::size_t count_characters(std::string_view text);

/// An IPv4 or IPv6 address, alone or with `/` and a prefix length of at most 32 or 128 (arm-contract 8). No
/// zone, no leading zeros in an IPv4 part.
bool is_ip_mask(std::string_view text);

/// Of a resource, not of a group or collection; its segments keep their casing.
bool is_id_of_resource(std::string_view text);

/// Labels of letters, digits and inner `-`, separated by dots; at most 253 characters.
bool is_host_name(std::string_view text);

/// `https://`, a host name with an optional port, then anything but blanks and control characters.
bool is_web_address(std::string_view text);

enum class ThumbprintForm : std::uint8_t { sha256, sha1, malformed };
/// 64 or 40 hex digits; case, `:` and blanks do not count (decisions).
ThumbprintForm thumbprint_form(std::string_view text);

}  // namespace eg::arm
