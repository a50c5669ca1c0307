#include "authz/policy.hpp"

#include <utility>

#include "authz/case_fold.hpp"
#include "authz/rules.hpp"

namespace eg::authz {

namespace {

Namespace settings_of(const Namespace& model) {
  Namespace settings;
  settings.name = model.name;
  settings.hostname = model.hostname;
  settings.mqtt_enabled = model.mqtt_enabled;
  settings.maximum_session_expiry_hours = model.maximum_session_expiry_hours;
  settings.maximum_sessions_per_authentication_name = model.maximum_sessions_per_authentication_name;
  settings.alternative_authentication_name_sources = model.alternative_authentication_name_sources;
  settings.ca_certificates = model.ca_certificates;
  return settings;
}

}  // namespace

PrincipalPointer Policy::find(std::string_view authentication_name) const {
  const auto found = principals_.find(fold_case(authentication_name));
  return found == principals_.end() ? nullptr : found->second;
}

PolicyPointer compile(const Namespace& model, const Policy* previous) {
  auto policy = std::make_shared<Policy>();
  policy->settings_ = settings_of(model);
  policy->generation_ = previous == nullptr ? 1 : previous->generation_ + 1;
  const bool rules_are_the_same =
      previous != nullptr && previous->rules_ != nullptr && previous->rules_->made_from(model);
  policy->rules_ = rules_are_the_same ? previous->rules_
                                      : std::make_shared<const Rules>(
                                            model, previous == nullptr ? nullptr : previous->rules_.get());
  policy->principals_.reserve(model.clients.size());
  for (const Client& client : model.clients) {
    std::string key = fold_case(client.authentication_name);
    const PrincipalPointer old = previous == nullptr ? nullptr : previous->find(client.authentication_name);
    PrincipalPointer principal;
    if (old != nullptr && rules_are_the_same && old->client == client) {
      principal = old;
    } else {
      Principal made = policy->rules_->principal_of(client);
      principal = old != nullptr && *old == made ? old : std::make_shared<const Principal>(std::move(made));
    }
    policy->principals_.emplace(std::move(key), std::move(principal));
  }
  return policy;
}

}  // namespace eg::authz
