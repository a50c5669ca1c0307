// The three steps of the choice, and the sentence when all fail.
#include "server/broker/namespace_choice.hpp"

#include <algorithm>
#include <vector>

#include "authz/case_fold.hpp"
#include "authz/quote.hpp"

namespace eg::broker {
namespace {

using authz::PolicyPointer;
using authz::Reason;

std::string names_of(std::span<const PolicyPointer> policies) {
  std::string names;
  for (const PolicyPointer& policy : policies) names += (names.empty() ? "" : ", ") + policy->settings().name;
  return names;
}

}  // namespace

NamespaceChoice choose_namespace(std::span<const PolicyPointer> policies, std::string_view server_name,
                                 const authz::Credentials& credentials) {
  const std::size_t dot = server_name.find('.');
  if (dot != std::string_view::npos) {
    const std::string wanted = authz::fold_case(server_name.substr(0, dot));
    for (const PolicyPointer& policy : policies) {
      if (authz::fold_case(policy->settings().name) != wanted) continue;
      if (policy->settings().mqtt_enabled) return {policy, Reason::allowed, {}};
      return {nullptr, Reason::mqtt_disabled,
              "server name " + authz::quoted(server_name) + " means namespace " + policy->settings().name +
                  ", whose topicSpacesConfiguration.state is not Enabled"};
    }
  }
  std::vector<PolicyPointer> enabled;
  std::copy_if(policies.begin(), policies.end(), std::back_inserter(enabled),
               [](const PolicyPointer& policy) { return policy->settings().mqtt_enabled; });
  if (enabled.empty()) {
    if (policies.empty()) return {nullptr, Reason::namespace_not_found, "there is no namespace"};
    return {nullptr, Reason::mqtt_disabled,
            "topicSpacesConfiguration.state is not Enabled in: " + names_of(policies)};
  }
  if (enabled.size() == 1) return {enabled.front(), Reason::allowed, {}};

  std::vector<PolicyPointer> knowing;
  std::copy_if(enabled.begin(), enabled.end(), std::back_inserter(knowing), [&](const PolicyPointer& policy) {
    return authz::find_client(*policy, credentials) != nullptr;
  });
  if (knowing.size() == 1) return {knowing.front(), Reason::allowed, {}};
  const std::string tried = "server name " + authz::quoted(server_name) + " names none of the namespaces " +
                            names_of(enabled) + ", and the client is known in ";
  if (knowing.empty()) return {nullptr, Reason::namespace_not_found, tried + "none of them"};
  return {nullptr, Reason::namespace_ambiguous, tried + names_of(knowing)};
}

}  // namespace eg::broker
