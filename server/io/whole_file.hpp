// Small files read and written whole: keys and certificates.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sys/types.h>

#include "server/io/failure.hpp"

namespace eg::io {

/// nullopt: there is none, or it cannot be read.
std::optional<std::string> read_file(const std::string& path);

/// There is no file of that name; false also when nobody can tell.
bool is_absent(const std::string& path);

/// The file is there with the whole content and `mode`, or as before: written beside it, synced and renamed.
Outcome<void> write_file(const std::string& path, std::string_view content, mode_t mode);

}  // namespace eg::io
