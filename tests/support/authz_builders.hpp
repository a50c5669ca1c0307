// Values for tests of authz: clients, namespaces and principals in one line each.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "authz/policy.hpp"

namespace eg::authz_test {

/// An enabled client whose resource is named `resource-of-NAME`, with one thumbprint of 64 times `A`.
inline authz::Client client(std::string authentication_name, authz::Attributes attributes = {}) {
  authz::Client result;
  result.name = "resource-of-" + authentication_name;
  result.authentication_name = std::move(authentication_name);
  result.validation_scheme = authz::ValidationScheme::thumbprint_match;
  result.allowed_thumbprints = {std::string(64, 'A')};
  result.attributes = std::move(attributes);
  return result;
}

/// A namespace without clients, groups, spaces and bindings.
inline authz::Namespace empty_namespace() {
  authz::Namespace model;
  model.name = "ns";
  model.hostname = "localhost";
  model.mqtt_enabled = true;
  return model;
}

/// Adds a space with these templates and binds it to a group (`$all` or one that exists).
inline void add_binding(authz::Namespace& model, const std::string& name, const std::string& group,
                        authz::Permission permission, std::vector<std::string> templates) {
  model.topic_spaces.push_back({name + "-space", std::move(templates)});
  model.permission_bindings.push_back({name, group, name + "-space", permission});
}

/// A namespace with this client alone, in which `$all` may publish to and subscribe to these.
inline authz::PolicyPointer policy_of(const authz::Client& of, std::vector<std::string> publish_templates,
                                      std::vector<std::string> subscribe_templates) {
  authz::Namespace model = empty_namespace();
  model.clients = {of};
  if (!publish_templates.empty()) {
    add_binding(model, "pub", "$all", authz::Permission::publisher, std::move(publish_templates));
  }
  if (!subscribe_templates.empty()) {
    add_binding(model, "sub", "$all", authz::Permission::subscriber, std::move(subscribe_templates));
  }
  return authz::compile(model, nullptr);
}

/// Its principal.
inline authz::PrincipalPointer principal(const authz::Client& of, std::vector<std::string> publish_templates,
                                         std::vector<std::string> subscribe_templates) {
  return policy_of(of, std::move(publish_templates), std::move(subscribe_templates))
      ->find(of.authentication_name);
}

}  // namespace eg::authz_test
