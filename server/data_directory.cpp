// The store's own lock is what keeps a second process out.
#include "server/data_directory.hpp"

#include <filesystem>
#include <string>
#include <system_error>

#include <fcntl.h>

#include "server/io/file_descriptor.hpp"

namespace eg::app {

io::Outcome<store::Store> open_data_directory(const Config& config) {
  std::string path = ":memory:";
  if (!config.keeps_nothing()) {
    std::error_code error;
    std::filesystem::create_directories(config.data_dir, error);
    if (error || !std::filesystem::is_directory(config.data_dir, error)) {
      const std::string cause = error ? error.message() : "it is no directory";
      return io::Failure("The data directory '" + config.data_dir + "' cannot be used: " + cause +
                         " (choose another with --data-dir).");
    }
    path = config.data_dir + "/emulator.db";
  }
  // It holds access keys and messages: others may not read it. SQLite's journal beside it follows its mode.
  if (!config.keeps_nothing()) {
    const io::FileDescriptor made(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  }
  auto database = store::Store::open(path);
  if (database.has_error()) return io::Failure(database.error().message);
  return std::move(*database);
}

}  // namespace eg::app
