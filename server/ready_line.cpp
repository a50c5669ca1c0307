// Fixed order and no spaces: scripts may compare text.
#include "server/ready_line.hpp"

#include <string_view>

namespace eg::app {
namespace {

constexpr std::string_view hexadecimal_digits = "0123456789abcdef";

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      result += '\\';
      result += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result += "\\u00";
      result += hexadecimal_digits[static_cast<unsigned char>(c) / 16U];
      result += hexadecimal_digits[static_cast<unsigned char>(c) % 16U];
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
