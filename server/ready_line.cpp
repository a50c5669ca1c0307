// Fixed order and no spaces: scripts may compare text.
#include "server/ready_line.hpp"

#include <array>
#include <cstdio>
#include <string_view>

namespace eg::app {
namespace {

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
      result += escape.data();
    } else {
      result += c;
    }
  }
  return result + "\"";
}

}  // namespace

std::string format_ready_line(const Ready& ready) {
  return "{\"event\":\"ready\",\"mqttPort\":" + std::to_string(ready.mqtt_port) +
         ",\"httpsPort\":" + std::to_string(ready.https_port) + ",\"hostname\":" + quoted(ready.hostname) +
         ",\"caFile\":" + quoted(ready.ca_file) + "}";
}

}  // namespace eg::app
