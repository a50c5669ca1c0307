#include "server/broker/network_rules.hpp"

#include <string_view>

#include "authz/ip_rules.hpp"

namespace eg::broker {
namespace {

/// `127.0.0.1:5000` -> `127.0.0.1`, `[::1]:5000` -> `::1`
std::string_view without_port(std::string_view address) {
  if (address.starts_with('[')) return address.substr(1, address.find(']') - 1);
  return address.substr(0, address.find(':'));
}

}  // namespace

std::optional<std::string> forbidden_address(const Settings& settings, const authz::Policy& policy,
                                             const Peer& peer) {
  if (!settings.network_rules) return std::nullopt;
  const authz::Namespace& rules = policy.settings();
  const std::string_view address = without_port(peer.remote_address);
  std::string detail = "address " + std::string(address) + " is not let in: ";
  if (!rules.public_network_access) {
    detail += "publicNetworkAccess of namespace " + rules.name + " is not Enabled";
  } else if (!authz::is_address_allowed(rules.inbound_ip_masks, address)) {
    detail += "no inboundIpRules of namespace " + rules.name + " hold it (";
    for (const std::string& mask : rules.inbound_ip_masks) detail += mask + ", ";
    detail.resize(detail.size() - 2);
    detail += ")";
  } else {
    return std::nullopt;
  }
  return detail;
}

}  // namespace eg::broker
