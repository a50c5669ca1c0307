// `healthcheck`: one HTTPS GET by the binary itself, for containers without a shell.
#pragma once

#include <chrono>
#include <string>

#include "server/config.hpp"
#include "server/io/failure.hpp"

namespace eg::app {

struct Url {
  std::string host;
  std::string port;
  std::string path;
};
/// https:// only. Error: a sentence.
io::Outcome<Url> parse_health_url(const std::string& text);

/// https://HOST:PORT/emulator/health of the emulator that runs with this configuration on this machine.
std::string default_health_url(const Config& config);

/// Success: the emulator answered 200 within `time`. Trusts DIR/ca.pem; with `:memory:` there is no
/// file to trust and the certificate is not checked.
io::Outcome<void> check_health(const Config& config,
                               std::chrono::milliseconds time = std::chrono::seconds(5));

}  // namespace eg::app
