// The running emulator: store, control plane, broker, listeners and their threads, started in order and
// stopped in order. Also used in process by tests, on free ports.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "server/config.hpp"
#include "server/io/failure.hpp"
#include "server/io/log_sink.hpp"

namespace eg::app {

class App {
 public:
  /// All listeners accept when this returns. On failure nothing is left running; the message is one sentence.
  static io::Outcome<std::unique_ptr<App>> start(const Config& config, io::LogSink& log);
  /// stop(), if it was not called; what goes wrong is logged.
  ~App();
  App(const App&) = delete;
  App& operator=(const App&) = delete;

  std::uint16_t mqtt_port() const;
  std::uint16_t https_port() const;
  /// For clients that cannot read a file (`:memory:`).
  const std::string& ca_certificate_pem() const;
  /// The one line for standard output, without its end (design 5).
  std::string ready_line() const;
  /// Stop accepting, DISCONNECT 0x8B to v5 clients, keep their sessions. Error: one sentence, the sessions
  /// could not be kept; all else is done.
  io::Outcome<void> stop();

 private:
  class Parts;
  explicit App(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace eg::app
