// rename(2) is what makes the write atomic.
#include "server/io/whole_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>

#include "server/io/file_descriptor.hpp"

namespace eg::io {
namespace {

/// After the call that failed; leaves nothing of the attempt.
Failure cannot_write(const std::string& path, const std::string& beside) {
  Failure failure("'" + path + "' cannot be written: " + std::generic_category().message(errno) + ".");
  ::unlink(beside.c_str());
  return failure;
}

bool write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t written = ::write(file, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::optional<std::string> read_file(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file) return std::nullopt;
  std::string content;
  std::array<char, 4096> chunk{};
  for (;;) {
    const ssize_t count = ::read(file.get(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) return content;
    content.append(chunk.data(), static_cast<std::size_t>(count));
  }
}

bool is_absent(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) != 0 && errno == ENOENT;
}

Outcome<void> write_file(const std::string& path, std::string_view content, mode_t mode) {
  const std::string beside = path + ".new";
  ::unlink(beside.c_str());
  {
    const FileDescriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!file || !write_all(file.get(), content) || ::fsync(file.get()) != 0)
      return cannot_write(path, beside);
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) return cannot_write(path, beside);
  return {};
}

}  // namespace eg::io
