// Every option is also an environment variable: the rule by which it is named, for whoever declares options.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace eg::app {

/// `--mqtt-port` -> EVENTGRID_EMULATOR_MQTT_PORT
inline CLI::Option* from_environment(CLI::Option* option) {
  std::string name = "EVENTGRID_EMULATOR_" + option->get_lnames().front();
  for (char& c : name) {
    if (c == '-') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return option->envname(name);
}

}  // namespace eg::app
