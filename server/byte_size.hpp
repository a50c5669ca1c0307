// A size on the command line: a whole number of bytes, or with K, M or G of 1,024 of the one before. Knows
// nothing of what is measured.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eg::app {

/// `256M`, `256m`, `256MiB`, `268435456`; nullopt when it is none, or more than 64 bits hold.
std::optional<std::uint64_t> parse_byte_size(std::string_view text);

}  // namespace eg::app
