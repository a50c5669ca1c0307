// From method and path to a handler: one table of shapes. Checks what every route shares: a bearer token and
// an api-version where the route asks for them. Knows no resource.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "server/control/context.hpp"

namespace eg::control {

enum class Access : std::uint8_t {
  open,   ///< sign-in, metadata, the emulator's own
  token,  ///< ARM: any bearer token, and an api-version
};

struct Route {
  std::string_view method;
  /// Segments in lower case; `*` is any one segment, `**` at the beginning or end any number of them.
  std::string_view pattern;
  Access access;
  Answer (*handler)(Context&);
};
/// The first that fits is taken.
std::span<const Route> routes();

/// True if the segments have the pattern's shape, case ignored; `variables` gets what stood for each `*`.
bool fits(std::string_view pattern, const std::vector<std::string>& segments,
          std::vector<std::string>& variables);

/// Errors: not_found, method_not_allowed, authentication_failed, missing_api_version_parameter,
/// invalid_api_version_parameter, and the handler's.
Answer route(Context& context);

}  // namespace eg::control
