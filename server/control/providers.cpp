#include "server/control/providers.hpp"

#include <array>
#include <string>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/json_text.hpp"
#include "server/control/subscriptions.hpp"

namespace eg::control {
namespace {

constexpr std::string_view resources_provider = "Microsoft.Resources";
constexpr auto resources_types =
    std::to_array<std::string_view>({"resourceGroups", "subscriptions", "tenants", "providers", "resources"});
constexpr auto resources_versions = std::to_array<std::string_view>(
    {"2025-04-01", "2024-03-01", "2022-12-01", "2022-09-01", "2021-04-01", "2020-06-01", "2019-11-01"});

/// Addresses that the provider serves besides its resources.
constexpr auto types_without_resources = std::to_array<std::string_view>(
    {"operations", "locations/operationsStatus", "locations/operationResults"});

void write_locations(JsonText& json) {
  json.begin_array("locations");
  for (const Location& location : locations()) {
    json.text(location.display_name);
  }
  json.end_array();
}

/// Newest first: az takes the first that is no preview.
void write_event_grid_type(JsonText& json, std::string_view type, bool tracked) {
  json.begin_object().member("resourceType", type);
  write_locations(json);
  json.begin_array("apiVersions");
  const auto versions = arm::api_versions();
  for (auto row = versions.rbegin(); row != versions.rend(); ++row) {
    json.text(row->name);
  }
  json.end_array()
      .member("defaultApiVersion", "2025-02-15")
      .member("capabilities", tracked ? "SupportsTags, SupportsLocation" : "None")
      .end_object();
}

void write_event_grid_types(JsonText& json) {
  for (const arm::Kind* kind : arm::all_kinds()) {
    write_event_grid_type(json, kind->type, kind->tracked);
  }
  for (const std::string_view type : types_without_resources) {
    write_event_grid_type(json, type, false);
  }
}

void write_resources_types(JsonText& json) {
  for (const std::string_view type : resources_types) {
    json.begin_object().member("resourceType", type).raw("locations", "[]").begin_array("apiVersions");
    for (const std::string_view version : resources_versions) {
      json.text(version);
    }
    json.end_array().member("capabilities", "None").end_object();
  }
}

void write_types(JsonText& json, std::string_view provider) {
  const std::string folded = arm::fold_case(provider);
  if (folded == arm::fold_case(arm::provider_name)) {
    write_event_grid_types(json);
  } else if (folded == arm::fold_case(resources_provider)) {
    write_resources_types(json);
  }
}

/// `scope` is empty or `/subscriptions/ID`.
void write_provider(JsonText& json, const std::string& scope, std::string_view provider) {
  const bool is_ours = arm::fold_case(provider) == arm::fold_case(arm::provider_name);
  const std::string_view name = is_ours ? arm::provider_name : provider;
  json.begin_object()
      .member("id", scope + "/providers/" + std::string(name))
      .member("namespace", name)
      .begin_array("resourceTypes");
  write_types(json, name);
  json.end_array()
      .member("registrationState", "Registered")
      .member("registrationPolicy", "RegistrationRequired")
      .end_object();
}

Answer providers_response(const std::string& scope) {
  JsonText json;
  json.begin_object().begin_array("value");
  write_provider(json, scope, arm::provider_name);
  write_provider(json, scope, resources_provider);
  json.end_array().end_object();
  return json_response(200, json.take());
}

Answer provider_response(const std::string& scope, std::string_view provider) {
  JsonText json;
  write_provider(json, scope, provider);
  return json_response(200, json.take());
}

}  // namespace

Answer list_providers(Context&) {
  return providers_response({});
}

Answer get_provider(Context& context) {
  return provider_response({}, context.variables[0]);
}

Answer list_subscription_providers(Context& context) {
  return providers_response("/subscriptions/" + context.variables[0]);
}

Answer get_subscription_provider(Context& context) {
  return provider_response("/subscriptions/" + context.variables[0], context.variables[1]);
}

Answer list_resource_types(Context& context) {
  JsonText json;
  json.begin_object().begin_array("value");
  write_types(json, context.variables[1]);
  json.end_array().end_object();
  return json_response(200, json.take());
}

Answer list_operations(Context&) {
  struct Row {
    arm::VerbMask verbs;
    std::string_view action, operation;
  };
  constexpr auto write = static_cast<arm::VerbMask>(arm::Verb::put);
  constexpr auto read = static_cast<arm::VerbMask>(arm::Verb::get);
  constexpr auto erase = static_cast<arm::VerbMask>(arm::Verb::erase);
  constexpr std::array rows{Row{read, "read", "Read"}, Row{write, "write", "Write"},
                            Row{erase, "delete", "Delete"}};
  JsonText json;
  json.begin_object().begin_array("value");
  for (const arm::Kind* kind : arm::all_kinds()) {
    for (const Row& row : rows) {
      if ((kind->verbs & row.verbs) == 0) {
        continue;
      }
      json.begin_object()
          .member("name", arm::full_type(*kind) + "/" + std::string(row.action))
          .begin_object("display")
          .member("provider", "Microsoft Event Grid")
          .member("resource", kind->type)
          .member("operation", std::string(row.operation) + " " + std::string(kind->type))
          .member("description", std::string(row.operation) + " " + std::string(kind->type))
          .end_object()
          .member("origin", "UserAndSystem")
          .end_object();
    }
  }
  json.end_array().end_object();
  return json_response(200, json.take());
}

}  // namespace eg::control
