// Tenants, subscriptions and locations (arm-contract 18.2): one tenant; any well-formed subscription id
// works, and those that hold a resource group are listed next to the default one.
#pragma once

#include <span>
#include <string_view>

#include "server/control/context.hpp"

namespace eg::control {

struct Location {
  std::string_view name;          ///< `eastus`
  std::string_view display_name;  ///< `East US`
  std::string_view geography_group;
};
/// For show only: any location is accepted (decisions).
std::span<const Location> locations();

Answer list_tenants(Context& context);
Answer list_subscriptions(Context& context);
Answer get_subscription(Context& context);
Answer list_locations(Context& context);

}  // namespace eg::control
