// Clients whose name is nearly the one that was tried: for the sentence that explains a refusal, never for a
// decision.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "authz/policy.hpp"

namespace eg::authz {

/// At most this many names are offered.
inline constexpr std::size_t close_names_max = 3;

/// One sentence, or an empty text when nothing comes near: the client whose resource name was tried, or
/// authentication names that differ only in case, blanks, '-', '_' and '.', or in one character.
std::string describe_close_names(const Policy& policy, std::string_view tried);

}  // namespace eg::authz
