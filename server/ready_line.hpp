// The JSON line that tells scripts that the emulator is ready.
#pragma once

#include <cstdint>
#include <string>

namespace eg::app {

struct Ready {
  std::uint16_t mqtt_port = 0;
  std::uint16_t https_port = 0;
  std::string hostname;
  std::string ca_file;
};

/// {"event":"ready","mqttPort":8883,"httpsPort":8443,"hostname":"localhost","caFile":"DIR/ca.pem"}
std::string format_ready_line(const Ready& ready);

}  // namespace eg::app
