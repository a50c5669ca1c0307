#include "authz/decide.hpp"

namespace eg::authz {

std::string explain(const Principal& principal, Permission permission, std::string_view topic,
                    const Decision& decision) {
  const ReasonRow& reason = row(decision.reason);
  return std::string(permission == Permission::publisher ? "publish to '" : "subscribe to '") +
         std::string(topic) + "' by client '" + principal.client.name +
         "': " + std::string(reason.identifier);
}

}  // namespace eg::authz
