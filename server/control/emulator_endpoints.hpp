// What the emulator serves about itself, below /emulator (design 5).
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

Answer get_health(Context& context);
Answer get_version(Context& context);
Answer get_ca_certificate(Context& context);

}  // namespace eg::control
