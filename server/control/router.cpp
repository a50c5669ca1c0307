#include "server/control/router.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/denials.hpp"
#include "server/control/emulator_endpoints.hpp"
#include "server/control/explaining.hpp"
#include "server/control/metadata.hpp"
#include "server/control/operation_answers.hpp"
#include "server/control/providers.hpp"
#include "server/control/resource_actions.hpp"
#include "server/control/resource_address.hpp"
#include "server/control/resource_groups.hpp"
#include "server/control/resource_lists.hpp"
#include "server/control/resources.hpp"
#include "server/control/scope_tags.hpp"
#include "server/control/sign_in.hpp"
#include "server/control/subscriptions.hpp"
#include "server/control/tracked_resources.hpp"

namespace eg::control {
namespace {

constexpr auto table = std::to_array<Route>({
    {"GET", "emulator/health", Access::open, get_health},
    {"GET", "emulator/version", Access::open, get_version},
    {"GET", "emulator/ca.pem", Access::open, get_ca_certificate},
    {"GET", "emulator/denials", Access::open, get_denials},
    {"POST", "emulator/explain", Access::open, post_explain},
    {"GET", "metadata/endpoints", Access::open, get_metadata},
    {"GET", "**/.well-known/openid-configuration", Access::open, get_openid_configuration},
    {"GET", "common/discovery/instance", Access::open, get_instance_discovery},
    {"GET", "**/discovery/v2.0/keys", Access::open, get_signing_keys},
    {"GET", "**/discovery/keys", Access::open, get_signing_keys},
    {"POST", "**/oauth2/token", Access::open, post_token},
    {"POST", "**/oauth2/v2.0/token", Access::open, post_token},
    {"GET", "msi/token", Access::open, managed_identity_token},
    {"POST", "msi/token", Access::open, managed_identity_token},
    {"GET", "metadata/identity/oauth2/token", Access::open, instance_metadata_token},
    {"GET", "tenants", Access::token, list_tenants},
    {"GET", "subscriptions", Access::token, list_subscriptions},
    {"GET", "subscriptions/*", Access::token, get_subscription},
    {"GET", "subscriptions/*/locations", Access::token, list_locations},
    {"GET", "providers", Access::token, list_providers},
    {"GET", "providers/microsoft.eventgrid/operations", Access::token, list_operations},
    {"GET", "providers/*", Access::token, get_provider},
    {"GET", "subscriptions/*/providers", Access::token, list_subscription_providers},
    {"GET", "subscriptions/*/providers/*", Access::token, get_subscription_provider},
    {"GET", "subscriptions/*/providers/*/resourcetypes", Access::token, list_resource_types},
    {"POST", "subscriptions/*/providers/*/register", Access::token, get_subscription_provider},
    {"POST", "subscriptions/*/providers/*/unregister", Access::token, get_subscription_provider},
    {"GET", "subscriptions/*/providers/microsoft.eventgrid/namespaces", Access::token,
     list_namespaces_of_subscription},
    {"GET", "subscriptions/*/providers/microsoft.eventgrid/locations/*/operationsstatus/*", Access::token,
     get_operation_status},
    {"GET", "subscriptions/*/providers/microsoft.eventgrid/locations/*/operationresults/*", Access::token,
     get_operation_result},
    {"GET", "subscriptions/*/operationresults/*", Access::token, get_group_operation_result},
    {"GET", "**/providers/microsoft.resources/tags/default", Access::token, get_scope_tags},
    {"PUT", "**/providers/microsoft.resources/tags/default", Access::token, put_scope_tags},
    {"PATCH", "**/providers/microsoft.resources/tags/default", Access::token, patch_scope_tags},
    {"DELETE", "**/providers/microsoft.resources/tags/default", Access::token, delete_scope_tags},
    {"GET", "subscriptions/*/resources", Access::token, list_tracked_resources},
    {"GET", "subscriptions/*/resourcegroups", Access::token, list_resource_groups},
    {"GET", "subscriptions/*/resourcegroups/*", Access::token, get_resource_group},
    {"HEAD", "subscriptions/*/resourcegroups/*", Access::token, head_resource_group},
    {"PUT", "subscriptions/*/resourcegroups/*", Access::token, put_resource_group},
    {"PATCH", "subscriptions/*/resourcegroups/*", Access::token, patch_resource_group},
    {"DELETE", "subscriptions/*/resourcegroups/*", Access::token, delete_resource_group},
    {"GET", "subscriptions/*/resourcegroups/*/resources", Access::token, list_tracked_resources_of_group},
    {"POST", "subscriptions/*/resourcegroups/*/exporttemplate", Access::token, group_action},
    {"POST", "subscriptions/*/resourcegroups/*/moveresources", Access::token, group_action},
    {"POST", "subscriptions/*/resourcegroups/*/validatemoveresources", Access::token, group_action},
    {"GET",
     "subscriptions/*/resourcegroups/*/providers/microsoft.eventgrid/namespaces/*/privateendpointconnections",
     Access::token, list_nothing},
    {"GET",
     "subscriptions/*/resourcegroups/*/providers/microsoft.eventgrid/namespaces/*/privatelinkresources",
     Access::token, list_nothing},
    {"GET", "subscriptions/*/resourcegroups/*/providers/**", Access::token, get_resource},
    {"HEAD", "subscriptions/*/resourcegroups/*/providers/**", Access::token, head_resource},
    {"PUT", "subscriptions/*/resourcegroups/*/providers/**", Access::token, put_resource},
    {"PATCH", "subscriptions/*/resourcegroups/*/providers/**", Access::token, patch_resource},
    {"DELETE", "subscriptions/*/resourcegroups/*/providers/**", Access::token, delete_resource},
    {"POST", "subscriptions/*/resourcegroups/*/providers/**", Access::token, resource_action},
});

std::vector<std::string_view> cut(std::string_view pattern) {
  std::vector<std::string_view> pieces;
  while (!pattern.empty()) {
    const std::size_t end = std::min(pattern.find('/'), pattern.size());
    pieces.push_back(pattern.substr(0, end));
    pattern.remove_prefix(std::min(end + 1, pattern.size()));
  }
  return pieces;
}

/// Any token will do, but a missing one is what a client that forgot to sign in sees in the cloud.
std::optional<arm::Error> check_token(const Request& request) {
  constexpr std::string_view scheme = "bearer ";
  const std::string_view header = request.header("Authorization");
  if (header.empty()) {
    return arm::Error(
        arm::ErrorCode::authentication_failed,
        "Authentication failed. The 'Authorization' header is missing: sign in (any client id and "
        "secret will do) or send any bearer token.");
  }
  if (header.size() <= scheme.size() || arm::fold_case(header.substr(0, scheme.size())) != scheme) {
    return arm::Error(arm::ErrorCode::invalid_authentication_token,
                      "The 'Authorization' header must be 'Bearer' and a token; any token will do.");
  }
  return std::nullopt;
}

std::optional<arm::Error> check_version(const RequestTarget& target) {
  const std::string_view version = target.parameter("api-version").value_or(std::string_view());
  if (version.empty()) {
    return arm::Error(arm::ErrorCode::missing_api_version_parameter,
                      "The api-version query parameter (?api-version=) is required for all requests.");
  }
  if (!arm::is_well_formed_api_version(version)) {
    return arm::Error(arm::ErrorCode::invalid_api_version_parameter,
                      "The api-version '" + arm::excerpt(version) +
                          "' is invalid: it must have the form 2025-02-15 or 2023-06-01-preview.");
  }
  return std::nullopt;
}

/// Taken for JSON, a packed body would be an error about its first byte.
std::optional<arm::Error> check_encoding(const Request& request) {
  const std::string_view encoding = request.header("Content-Encoding");
  if (encoding.empty() || arm::fold_case(encoding) == "identity") {
    return std::nullopt;
  }
  return arm::Error(arm::ErrorCode::unsupported_media_type,
                    "The request content is encoded as '" + arm::excerpt(encoding) +
                        "': send it as it is, without a Content-Encoding header.");
}

/// Below these everything asks for a token, what is not there included: an answer without one tells nothing.
bool is_arm_path(const RequestTarget& target) {
  constexpr std::array<std::string_view, 3> roots{"subscriptions", "providers", "tenants"};
  return !target.segments.empty() &&
         std::find(roots.begin(), roots.end(), arm::fold_case(target.segments.front())) != roots.end();
}

/// The first row that fits; the methods of those that fit but for the method go to `context.allowed_methods`.
const Route* find_route(Context& context) {
  for (const Route& candidate : table) {
    std::vector<std::string> variables;
    if (!fits(candidate.pattern, context.target.segments, variables)) {
      continue;
    }
    if (candidate.method == context.request.method) {
      context.variables = std::move(variables);
      context.allowed_methods.clear();
      return &candidate;
    }
    context.allowed_methods += (context.allowed_methods.empty() ? "" : ", ") + std::string(candidate.method);
  }
  return nullptr;
}

/// A provider's type at a scope that no route serves: of a subscription, of a tenant, or without `providers`
/// as the operations of a deployment are. Nothing: no such path.
std::optional<arm::Error> no_such_type(const std::vector<std::string>& segments) {
  const auto is = [](std::string_view word) {
    return [word](const std::string& segment) { return arm::fold_case(segment) == word; };
  };
  if (std::any_of(segments.begin(), segments.end(), is("deployments"))) {
    return unknown_type("Microsoft.Resources", "deployments");
  }
  const auto last = std::find_if(segments.rbegin(), segments.rend(), is("providers"));
  if (last == segments.rend() || last - segments.rbegin() < 2) {
    return std::nullopt;
  }
  const auto provider = last.base();
  std::string path;
  for (auto type = provider + 1; type < segments.end();
       type += std::min<std::ptrdiff_t>(2, segments.end() - type)) {
    path += (path.empty() ? "" : "/") + *type;
  }
  return unknown_type(*provider, path);
}

arm::Error no_route(const RequestTarget& target) {
  const bool is_arm = !target.segments.empty() && arm::fold_case(target.segments.front()) == "subscriptions";
  if (is_arm && target.segments.size() > 1 && !arm::is_guid(target.segments[1])) {
    return {
        arm::ErrorCode::invalid_subscription_id,
        "The subscription id '" + arm::excerpt(target.segments[1]) + "' is malformed: it must be a GUID."};
  }
  if (is_arm_path(target)) {
    if (auto error = no_such_type(target.segments)) {
      return *error;
    }
  }
  return {arm::ErrorCode::not_found,
          "There is nothing at '" + arm::excerpt(target.path) +
              "'. ARM resources are below /subscriptions, the emulator's own endpoints below /emulator."};
}

}  // namespace

std::span<const Route> routes() {
  return table;
}

bool fits(std::string_view pattern, const std::vector<std::string>& segments,
          std::vector<std::string>& variables) {
  std::vector<std::string_view> pieces = cut(pattern);
  std::size_t first = 0;
  if (pieces.front() == "**") {
    pieces.erase(pieces.begin());
    if (segments.size() < pieces.size()) {
      return false;
    }
    first = segments.size() - pieces.size();
  }
  const bool open_end = pieces.back() == "**";
  if (open_end) {
    pieces.pop_back();
  }
  const std::size_t count = segments.size() - first;
  if (count < pieces.size() || (count > pieces.size() && !open_end)) {
    return false;
  }
  variables.clear();
  for (std::size_t index = 0; index < pieces.size(); ++index) {
    if (pieces[index] == "*") {
      variables.push_back(segments[first + index]);
    } else if (arm::fold_case(segments[first + index]) != pieces[index]) {
      return false;
    }
  }
  return true;
}

Answer route(Context& context) {
  const Route* found = find_route(context);
  if (found == nullptr ? is_arm_path(context.target) : found->access == Access::token) {
    if (auto refused = check_token(context.request)) {
      return *refused;
    }
  }
  if (found == nullptr && context.allowed_methods.empty()) {
    return no_route(context.target);
  }
  if (found == nullptr) {
    return arm::Error(arm::ErrorCode::method_not_allowed,
                      "The method " + arm::excerpt(context.request.method) + " is not allowed on '" +
                          arm::excerpt(context.target.path) + "': allowed are " + context.allowed_methods +
                          ".");
  }
  if (found->access == Access::token) {
    if (auto refused = check_version(context.target)) {
      return *refused;
    }
    const bool names_subscription = context.target.segments.size() > 1 && !context.variables.empty() &&
                                    arm::fold_case(context.target.segments.front()) == "subscriptions";
    if (names_subscription && !arm::is_guid(context.variables.front())) {
      return no_route(context.target);
    }
  }
  if (auto refused = check_encoding(context.request)) {
    return *refused;
  }
  return found->handler(context);
}

}  // namespace eg::control
