// Is this request meant for us? A web page in the user's browser can make it send requests to localhost,
// under a name of its own choosing: such names are refused on every path (design 5).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/control/http_message.hpp"

namespace eg::control {

/// Host name without port and brackets, lower case; empty for a text that is no name of letters, digits,
/// `-` and `.` and no bracketed IPv6 address.
std::string host_name_of(std::string_view host_header);

/// localhost, its subdomains, the loopback addresses, each of `hostnames` and the subdomains of those that
/// are domains.
bool is_own_name(std::string_view host_name, const std::vector<std::string>& hostnames);

/// A sentence that says which header is foreign and what to do, or nothing. Also for the WebSocket link.
std::optional<std::string> foreign_host(const Request& request, const std::vector<std::string>& hostnames);

}  // namespace eg::control
