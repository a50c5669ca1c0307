// `GET /metadata/endpoints`: where a client that knows only our address finds the rest, in the three shapes
// that api-versions ask for (arm-contract 18.1).
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

Answer get_metadata(Context& context);

}  // namespace eg::control
