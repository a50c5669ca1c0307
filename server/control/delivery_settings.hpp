// What an event subscription's GET does not show of its push destination, shown by actions of its own
// (arm-contract 4): the whole address of a webhook, and the delivery attributes with their secret values.
#pragma once

#include "server/control/context.hpp"
#include "server/control/resource_address.hpp"

namespace eg::control {

/// `{"value":[...]}`; empty without a push destination that has attributes.
Answer delivery_attributes(Context& context, const Address& address);
/// `{"endpointUrl":"..."}`. Error: invalid_request when the destination is no webhook.
Answer full_url(Context& context, const Address& address);

}  // namespace eg::control
