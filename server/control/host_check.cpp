#include "server/control/host_check.hpp"

#include <algorithm>
#include <array>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::control {
namespace {

constexpr std::array<std::string_view, 3> own_names{"localhost", "127.0.0.1", "::1"};

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
}

/// Of a name or an address in dots: nothing else may come back in an address that we write (base_address).
bool is_name(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    const char folded = static_cast<char>(letter | 0x20);
    return (folded >= 'a' && folded <= 'z') || (letter >= '0' && letter <= '9') || letter == '-' ||
           letter == '.';
  });
}

bool is_ipv6_text(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) {
    const char folded = static_cast<char>(letter | 0x20);
    return (folded >= 'a' && folded <= 'f') || (letter >= '0' && letter <= '9') || letter == ':' ||
           letter == '.';
  });
}

bool is_subdomain_of(std::string_view name, std::string_view domain) {
  return name.size() > domain.size() + 1 && name.ends_with(domain) &&
         name[name.size() - domain.size() - 1] == '.';
}

}  // namespace

std::string host_name_of(std::string_view host_header) {
  if (host_header.starts_with('[')) {
    const std::size_t end = host_header.find(']');
    if (end == std::string_view::npos) {
      return {};
    }
    const std::string_view rest = host_header.substr(end + 1);
    const bool good = rest.empty() || (rest.front() == ':' && is_digits(rest.substr(1)));
    const std::string_view address = host_header.substr(1, end - 1);
    return good && is_ipv6_text(address) ? arm::fold_case(address) : std::string();
  }
  const std::size_t colon = host_header.find(':');
  if (colon != std::string_view::npos) {
    if (!is_digits(host_header.substr(colon + 1))) {
      return {};
    }
    host_header = host_header.substr(0, colon);
  }
  if (host_header.ends_with('.')) {
    host_header.remove_suffix(1);
  }
  return is_name(host_header) ? arm::fold_case(host_header) : std::string();
}

bool is_own_name(std::string_view host_name, const std::vector<std::string>& hostnames) {
  if (std::find(own_names.begin(), own_names.end(), host_name) != own_names.end() ||
      is_subdomain_of(host_name, "localhost")) {
    return true;
  }
  return std::any_of(hostnames.begin(), hostnames.end(), [host_name](const std::string& hostname) {
    const std::string own = arm::fold_case(hostname);
    return !own.empty() && (host_name == own || is_subdomain_of(host_name, own));
  });
}

std::optional<std::string> foreign_host(const Request& request, const std::vector<std::string>& hostnames) {
  const std::string_view host = request.header("Host");
  if (!is_own_name(host_name_of(host), hostnames)) {
    return "The Host header names '" + arm::excerpt(host) +
           "', which is not this emulator: use localhost, or start the emulator with --hostname and that "
           "name.";
  }
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) {
    return std::nullopt;
  }
  const std::size_t scheme_end = origin.find("://");
  if (scheme_end == std::string_view::npos ||
      !is_own_name(host_name_of(origin.substr(scheme_end + 3)), hostnames)) {
    return "The request comes from a web page of '" + arm::excerpt(origin) +
           "', which may not use this emulator: start the emulator with --hostname and that name to allow "
           "it.";
  }
  return std::nullopt;
}

}  // namespace eg::control
