// Texts that a peer chose, as they appear in a sentence for people: in quotes, on one line, whatever they
// hold.
#pragma once

#include <string>
#include <string_view>

namespace eg::authz {

/// `'text'`; control characters become `\xNN`, so that a peer cannot forge lines of a log.
std::string quoted(std::string_view text);

}  // namespace eg::authz
