#include "server/control/resource_actions.hpp"

#include <algorithm>
#include <array>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/access_keys.hpp"
#include "server/control/delivery_settings.hpp"
#include "server/control/resource_address.hpp"
#include "server/control/resources.hpp"

namespace eg::control {
namespace {

using arm::ApiVersion;

struct Action {
  std::string_view type;  ///< lower case
  std::string_view name;  ///< lower case
  arm::VersionMask versions;
  Answer (*handler)(Context&, const Address&);  ///< nullptr: refused, as `what` says
  std::string_view what = {};
};

constexpr std::array actions{
    Action{"namespaces", "listkeys", arm::all_versions, list_keys},
    Action{"namespaces", "regeneratekey", arm::all_versions, regenerate_key},
    Action{"namespaces", "validatecustomdomainownership", arm::since(ApiVersion::v2024_06_01_preview),
           nullptr,
           "validateCustomDomainOwnership is not emulated: no DNS record is looked up, and clients reach the "
           "emulator under its own host names (--hostname)."},
    Action{"namespaces/topics", "listkeys", arm::all_versions, list_keys},
    Action{"namespaces/topics", "regeneratekey", arm::all_versions, regenerate_key},
    Action{"namespaces/topics/eventsubscriptions", "getdeliveryattributes",
           arm::since(ApiVersion::v2023_12_15_preview), delivery_attributes},
    Action{"namespaces/topics/eventsubscriptions", "getfullurl", arm::since(ApiVersion::v2024_06_01_preview),
           full_url},
};

/// nullptr: the path ends in no action that anyone knows.
const Action* find_action(const arm::ResourceId& id) {
  if (!id.is_collection() || arm::fold_case(id.provider) != arm::fold_case(arm::provider_name)) {
    return nullptr;
  }
  const std::string type = arm::fold_case(id.parent().type_path());
  const std::string name = arm::fold_case(id.types.back().type);
  const auto found = std::find_if(actions.begin(), actions.end(), [&](const Action& action) {
    return action.type == type && action.name == name;
  });
  return found == actions.end() ? nullptr : &*found;
}

}  // namespace

Answer resource_action(Context& context) {
  const auto id = arm::ResourceId::parse(context.target.path);
  if (!id) {
    return id.error();
  }
  const Action* action = find_action(*id);
  const auto address = address_of(context, action == nullptr ? *id : id->parent(), ParentCheck::skipped);
  if (!address) {
    return address.error();
  }
  if (action == nullptr || !arm::contains(action->versions, address->version)) {
    return method_not_allowed(context, *address, "");
  }
  const auto stored = context.store.get(address->key);
  if (!stored) {
    return error_of(stored.error());
  }
  if (!stored->has_value()) {
    return resource_not_found(*address);
  }
  if (action->handler == nullptr) {
    return arm::Error(arm::ErrorCode::not_emulated, std::string(action->what));
  }
  return action->handler(context, *address);
}

}  // namespace eg::control
