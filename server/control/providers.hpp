// Resource providers (arm-contract 18.4): Microsoft.EventGrid with its types and versions, always registered.
// A namespace that is unknown here is answered as a registered stub, so that start-up loops of clients pass.
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

Answer list_providers(Context& context);
Answer get_provider(Context& context);
Answer list_subscription_providers(Context& context);
/// Also the answer to register and unregister.
Answer get_subscription_provider(Context& context);
Answer list_resource_types(Context& context);
Answer list_operations(Context& context);

}  // namespace eg::control
