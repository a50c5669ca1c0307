// spdlog behind the shell's interface, so that one file alone pays for its headers.
#include "server/log.hpp"

#include <memory>

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace eg::app {
namespace {

spdlog::level::level_enum level_of(io::LogLevel level) {
  switch (level) {
    case io::LogLevel::debug: return spdlog::level::debug;
    case io::LogLevel::info: return spdlog::level::info;
    case io::LogLevel::warning: return spdlog::level::warn;
    case io::LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

class SpdlogSink final : public io::LogSink {
 public:
  explicit SpdlogSink(std::string_view level)
      : logger_("emulator", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger_.set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%dT%H:%M:%S.%eZ %l %v",
                                                                      spdlog::pattern_time_type::utc));
    logger_.set_level(spdlog::level::from_str(std::string(level)));
    logger_.flush_on(spdlog::level::debug);
  }

  void line(io::LogLevel level, std::string_view text) override {
    const std::string escaped = escaped_line(text);
    logger_.log(level_of(level), spdlog::string_view_t(escaped.data(), escaped.size()));
  }
  bool wants(io::LogLevel level) const override { return logger_.should_log(level_of(level)); }

 private:
  spdlog::logger logger_;
};

}  // namespace

std::string escaped_line(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string line;
  line.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7F) {
      line += c;
    } else {
      line.append("\\x").append(1, digits[byte >> 4U]).append(1, digits[byte & 0xFU]);
    }
  }
  return line;
}

std::unique_ptr<io::LogSink> make_log(std::string_view level) {
  return std::make_unique<SpdlogSink>(level);
}

}  // namespace eg::app
