// Texts that a peer chose, as they appear in a sentence for people: in quotes, on one line, of bounded
// length, whatever they hold.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eg::authz {

/// As many bytes of a text are quoted; a topic that is allowed is never longer.
inline constexpr std::size_t quoted_bytes_max = 256;

/// `'text'`; control characters become `\xNN`, so that a peer cannot forge lines of a log. A text of more
/// than `quoted_bytes_max` bytes becomes `'beginning…' (N bytes)`.
std::string quoted(std::string_view text);

/// The text, or its beginning and `…` when it has more than `bytes_max` bytes; characters stay whole.
std::string shortened(std::string_view text, std::size_t bytes_max);

}  // namespace eg::authz
