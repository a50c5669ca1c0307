// Which namespace does a connection mean? By the server name of TLS, else the only enabled one, else the only
// one that knows the client (design 5). Pure; it sees policies and credentials, no links.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "authz/authenticate.hpp"
#include "authz/policy.hpp"
#include "authz/reason.hpp"

namespace eg::broker {

struct NamespaceChoice {
  authz::PolicyPointer policy;  ///< nullptr: refused
  authz::Reason reason = authz::Reason::allowed;
  std::string detail;  ///< for people, when refused
};

/// `policies` are those of all namespaces, enabled or not.
NamespaceChoice choose_namespace(std::span<const authz::PolicyPointer> policies, std::string_view server_name,
                                 const authz::Credentials& credentials);

}  // namespace eg::broker
