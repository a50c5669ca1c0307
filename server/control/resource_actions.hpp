// POST on a resource: the actions that kinds have (arm-contract 4), as one table.
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

/// Errors: not_emulated for actions of the cloud that are not built, method_not_allowed for everything else.
Answer resource_action(Context& context);

}  // namespace eg::control
