// Addresses, locations and thumbprints, read without any library: the core knows no sockets.
#include "protocol/arm/formats.hpp"

#include <algorithm>
#include <optional>

#include "protocol/arm/resource_id.hpp"

namespace eg::arm {
namespace {

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}
bool is_hex_digit(char byte) {
  return is_digit(byte) || (byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F');
}

/// Decimal without leading zeros and of at most three digits; nothing for any other text.
std::optional<unsigned> small_number(std::string_view text) {
  if (text.empty() || text.size() > 3 || !std::all_of(text.begin(), text.end(), is_digit))
    return std::nullopt;
  if (text.size() > 1 && text.front() == '0') return std::nullopt;
  unsigned number = 0;
  for (const char digit : text) number = number * 10 + static_cast<unsigned>(digit - '0');
  return number;
}

bool is_ipv4(std::string_view text) {
  for (unsigned part = 0; part < 4; ++part) {
    const std::size_t dot = part < 3 ? text.find('.') : text.size();
    if (dot == std::string_view::npos) return false;
    const auto number = small_number(text.substr(0, dot));
    if (!number || *number > 255) return false;
    text.remove_prefix(std::min(dot + 1, text.size()));
  }
  return text.empty();
}

/// The 16-bit groups of one side of a `::`; an IPv4 tail counts as two. Nothing: not such a list.
std::optional<unsigned> count_groups(std::string_view text, bool ipv4_tail_allowed) {
  unsigned groups = 0;
  if (text.empty()) return groups;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && ipv4_tail_allowed && is_ipv4(group)) return groups + 2;
    if (group.empty() || group.size() > 4 || !std::all_of(group.begin(), group.end(), is_hex_digit)) {
      return std::nullopt;
    }
    ++groups;
    if (colon == std::string_view::npos) return groups;
    text.remove_prefix(colon + 1);
  }
}

bool is_ipv6(std::string_view text) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) return count_groups(text, true) == 8U;
  const auto before = count_groups(text.substr(0, gap), false);
  const auto after = count_groups(text.substr(gap + 2), true);
  return before && after && *before + *after <= 7;
}

}  // namespace

std::string normalise_location(std::string_view text) {
  std::string location = fold_case(text);
  std::erase(location, ' ');
  return location;
}

bool is_location(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
    return is_digit(byte) || (byte >= 'a' && byte <= 'z') || byte == '-';
  });
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

bool is_ip_mask(std::string_view text) {
  unsigned prefix_bits = 0;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto number = small_number(text.substr(slash + 1));
    if (!number) return false;
    prefix_bits = *number;
    text = text.substr(0, slash);
  }
  if (is_ipv4(text)) return prefix_bits <= 32;
  return is_ipv6(text) && prefix_bits <= 128;
}

bool is_id_of_resource(std::string_view text) {
  const auto id = ResourceId::parse(text);
  return id.has_value() && !id->types.empty() && !id->is_collection() && !id->provider.empty();
}

bool is_host_name(std::string_view text) {
  constexpr std::size_t characters_max = 253;
  constexpr std::size_t label_characters_max = 63;
  if (text.size() > characters_max) return false;
  while (true) {
    const std::string_view label = text.substr(0, text.find('.'));
    const bool fits = std::all_of(label.begin(), label.end(), [](char byte) {
      return is_digit(byte) || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '-';
    });
    if (!fits || label.empty() || label.size() > label_characters_max) return false;
    if (label.front() == '-' || label.back() == '-') return false;
    if (label.size() == text.size()) return true;
    text.remove_prefix(label.size() + 1);
  }
}

bool is_web_address(std::string_view text) {
  constexpr std::string_view scheme = "https://";
  if (fold_case(text.substr(0, scheme.size())) != scheme) return false;
  text.remove_prefix(scheme.size());
  const bool is_clean = std::all_of(text.begin(), text.end(), [](char byte) {
    return static_cast<unsigned char>(byte) > 0x20 && byte != 0x7F;
  });
  std::string_view host = text.substr(0, text.find_first_of("/?#"));
  const std::size_t colon = host.find(':');
  if (colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    if (port.empty() || port.size() > 5 || !std::all_of(port.begin(), port.end(), is_digit)) return false;
    host = host.substr(0, colon);
  }
  return is_clean && is_host_name(host);
}

ThumbprintForm thumbprint_form(std::string_view text) {
  constexpr std::size_t sha256_digits = 64;
  constexpr std::size_t sha1_digits = 40;
  std::size_t digits = 0;
  for (const char byte : text) {
    if (is_hex_digit(byte)) {
      ++digits;
    } else if (byte != ':' && byte != ' ' && byte != '\t') {
      return ThumbprintForm::malformed;
    }
  }
  if (digits == sha256_digits) return ThumbprintForm::sha256;
  return digits == sha1_digits ? ThumbprintForm::sha1 : ThumbprintForm::malformed;
}

}  // namespace eg::arm
