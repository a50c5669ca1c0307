// Lists of the provider's resources: children of a namespace, namespaces of a group and of a subscription
// (arm-contract 6).
#pragma once

#include "server/control/context.hpp"
#include "server/control/resource_address.hpp"

namespace eg::control {

/// The collection that `address` names.
Answer list_resources(Context& context, const Address& address);
Answer list_namespaces_of_subscription(Context& context);
/// What a namespace never has here, truly an empty list: its private endpoint connections (arm-contract 4).
Answer list_nothing(Context& context);

}  // namespace eg::control
