// RFC 4648, 5: base64 for URLs, without padding. Carries tokens and list positions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace eg::control {

std::string to_base64url(std::string_view bytes);
/// Padding is tolerated. Nothing: not base64url.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace eg::control
