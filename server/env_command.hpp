// `env`: shell lines that point az, the SDKs and MQTT clients at the emulator, and lines that go back.
#pragma once

#include <string>

#include "server/config.hpp"

namespace eg::app {

/// To be evaluated: `eval "$(eventgrid-emulator env)"`, or in PowerShell `... env --shell powershell |
/// Out-String | Invoke-Expression`. Values that are replaced are kept in EVENTGRID_SAVED_<NAME> until
/// `--undo` brings them back. `current_directory` makes relative paths absolute.
std::string env_text(const Config& config, const std::string& current_directory);

}  // namespace eg::app
