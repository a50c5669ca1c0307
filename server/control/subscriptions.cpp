#include "server/control/subscriptions.hpp"

#include <array>
#include <set>
#include <string>
#include <vector>

#include "protocol/arm/resource_id.hpp"
#include "server/control/access_token.hpp"
#include "server/control/json_text.hpp"
#include "server/control/resource_groups.hpp"
#include "server/control/scope_tags.hpp"

namespace eg::control {
namespace {

constexpr auto location_table = std::to_array<Location>({
    {"eastus", "East US", "US"},
    {"eastus2", "East US 2", "US"},
    {"centralus", "Central US", "US"},
    {"southcentralus", "South Central US", "US"},
    {"westus", "West US", "US"},
    {"westus2", "West US 2", "US"},
    {"westus3", "West US 3", "US"},
    {"canadacentral", "Canada Central", "Canada"},
    {"brazilsouth", "Brazil South", "South America"},
    {"northeurope", "North Europe", "Europe"},
    {"westeurope", "West Europe", "Europe"},
    {"uksouth", "UK South", "UK"},
    {"francecentral", "France Central", "Europe"},
    {"germanywestcentral", "Germany West Central", "Europe"},
    {"swedencentral", "Sweden Central", "Europe"},
    {"switzerlandnorth", "Switzerland North", "Europe"},
    {"centralindia", "Central India", "Asia Pacific"},
    {"japaneast", "Japan East", "Asia Pacific"},
    {"koreacentral", "Korea Central", "Asia Pacific"},
    {"southeastasia", "Southeast Asia", "Asia Pacific"},
    {"australiaeast", "Australia East", "Asia Pacific"},
});

/// `tags` as JSON.
void write_subscription(JsonText& json, std::string_view id, std::string_view tags) {
  const bool is_default = id == default_subscription;
  json.begin_object()
      .member("id", "/subscriptions/" + std::string(id))
      .member("authorizationSource", "RoleBased")
      .raw("managedByTenants", "[]")
      .member("subscriptionId", id)
      .member("tenantId", default_tenant)
      .member("displayName",
              is_default ? std::string("Event Grid emulator") : "Event Grid emulator " + std::string(id))
      .member("state", "Enabled")
      .raw(
          "subscriptionPolicies",
          R"({"locationPlacementId":"Public_2014-09-01","quotaId":"PayAsYouGo_2014-09-01","spendingLimit":"Off"})")
      .raw("tags", tags)
      .end_object();
}

}  // namespace

std::span<const Location> locations() {
  return location_table;
}

Answer list_tenants(Context&) {
  JsonText json;
  json.begin_object()
      .begin_array("value")
      .begin_object()
      .member("id", "/tenants/" + std::string(default_tenant))
      .member("tenantId", default_tenant)
      .member("countryCode", "US")
      .member("displayName", "Event Grid emulator")
      .raw("domains", R"(["emulator.localhost"])")
      .member("tenantCategory", "Home")
      .member("defaultDomain", "emulator.localhost")
      .member("tenantType", "AAD")
      .end_object()
      .end_array()
      .end_object();
  return json_response(200, json.take());
}

Answer list_subscriptions(Context& context) {
  const auto groups = context.store.all_of_kind(resource_group_kind);
  if (!groups) {
    return error_of(groups.error());
  }
  std::set<std::string> ids;
  for (const store::ResourceRow& group : *groups) {
    ids.insert(group.parent_key.substr(group.parent_key.rfind('/') + 1));
  }
  ids.erase(std::string(default_subscription));
  std::vector<std::string> ordered{std::string(default_subscription)};
  ordered.insert(ordered.end(), ids.begin(), ids.end());
  JsonText json;
  json.begin_object().begin_array("value");
  for (const std::string& id : ordered) {
    const auto tags = subscription_tags(context.store, id);
    if (!tags) {
      return error_of(tags.error());
    }
    write_subscription(json, id, *tags);
  }
  json.end_array().end_object();
  return json_response(200, json.take());
}

Answer get_subscription(Context& context) {
  const std::string id = arm::fold_case(context.variables[0]);
  const auto tags = subscription_tags(context.store, id);
  if (!tags) {
    return error_of(tags.error());
  }
  JsonText json;
  write_subscription(json, id, *tags);
  return json_response(200, json.take());
}

Answer list_locations(Context& context) {
  JsonText json;
  json.begin_object().begin_array("value");
  for (const Location& location : locations()) {
    json.begin_object()
        .member("id", "/subscriptions/" + context.variables[0] + "/locations/" + std::string(location.name))
        .member("name", location.name)
        .member("type", "Region")
        .member("displayName", location.display_name)
        .member("regionalDisplayName",
                "(" + std::string(location.geography_group) + ") " + std::string(location.display_name))
        .begin_object("metadata")
        .member("regionType", "Physical")
        .member("regionCategory", "Recommended")
        .member("geographyGroup", location.geography_group)
        .end_object()
        .end_object();
  }
  json.end_array().end_object();
  return json_response(200, json.take());
}

}  // namespace eg::control
