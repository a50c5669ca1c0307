// The options of `cert`: their declaration, and what is wrong with their values. Makes nothing.
#pragma once

#include <string>

#include "server/config.hpp"

namespace CLI {
class App;
}

namespace eg::app {

void add_cert_options(CLI::App& command, Config::Cert& cert);

/// Empty: nothing is wrong. Otherwise one sentence that names the option.
std::string check_cert_options(const Config::Cert& cert);

}  // namespace eg::app
