// Which rule came nearest to allowing a refused topic, and what is missing: for explanations, never for a
// decision.
#pragma once

#include <string>
#include <string_view>

#include "authz/principal.hpp"

namespace eg::authz {

/// One phrase, or an empty text when the client has no grant at all. `topic` is well formed, without
/// `$share/GROUP/`. In this order: the other permission would allow it; only letter case differs; a filter is
/// wider than a template; the template with the most equal leading levels and its first different level.
std::string describe_nearest_miss(const Principal& principal, Permission permission, std::string_view topic);

}  // namespace eg::authz
