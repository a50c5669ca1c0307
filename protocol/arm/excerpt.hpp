// What a client sent, made fit to be said back to it in a sentence. Knows no sentence.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace eg::arm {

inline constexpr std::size_t excerpt_bytes_max = 64;

/// At most the first excerpt_bytes_max bytes, cut between characters and ended with `...` if longer; bytes
/// that are not UTF-8 make the whole text ASCII with `?` in their place: an answer must stay JSON. So do
/// control characters: nobody forges a line of a terminal or a log.
std::string excerpt(std::string_view text);

}  // namespace eg::arm
