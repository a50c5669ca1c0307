#include "server/control/resource_view.hpp"

#include <array>
#include <vector>

#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/resource_id.hpp"
#include "protocol/arm/view.hpp"
#include "server/control/access_token.hpp"
#include "server/control/guid.hpp"
#include "server/control/projection.hpp"

namespace eg::control {
namespace {

constexpr std::string_view all_clients_json =
    R"({"properties":{"description":"Default group with all clients.","query":"true"}})";

struct Computed {
  std::string path;
  std::string text;
};

constexpr std::string_view pending_domain = "Pending";  ///< nobody proves the ownership of a domain here
constexpr auto endpoint_paths = std::to_array<std::string_view>(
    {"properties.deliveryConfiguration.push.deliveryWithResourceIdentity.destination.properties.endpoint",
     "properties.deliveryConfiguration.push.destination.properties.endpoint"});

std::vector<Computed> certificate_values(const Settings& settings, const rapidjson::Value& document) {
  if (settings.read_ca_certificate == nullptr) {
    return {};
  }
  const auto read = settings.read_ca_certificate(arm::text_at(document, "properties.encodedCertificate"));
  if (!read) {
    return {};
  }
  return {{"properties.issueTimeInUtc", read->issue_time}, {"properties.expiryTimeInUtc", read->expiry_time}};
}

/// The address of a webhook without its query, which may hold a secret (arm-contract 14).
std::vector<Computed> endpoint_values(const rapidjson::Value& document) {
  std::vector<Computed> values;
  for (const std::string_view path : endpoint_paths) {
    const std::string_view address = arm::text_at(document, std::string(path) + "Url");
    values.push_back({std::string(path) + "BaseUrl", std::string(address.substr(0, address.find('?')))});
  }
  return values;
}

std::vector<Computed> computed_values(const Settings& settings, const store::ResourceRow& row,
                                      const rapidjson::Value& document, std::string_view provisioning_state) {
  std::vector<Computed> values;
  if (provisioning_state == "Creating") {
    return values;  // the service names no host until the end (arm-contract 8)
  }
  // No such HTTP endpoint is served yet; the name is of the cloud's form under a domain that stays on this
  // machine.
  values.push_back({"properties.topicsConfiguration.hostname",
                    arm::fold_case(row.name) + "." + std::string(arm::text_at(document, "location")) +
                        "-1.eventgrid.localhost"});
  if (arm::text_at(document, "properties.topicSpacesConfiguration.state") == "Enabled") {
    values.push_back({"properties.topicSpacesConfiguration.hostname", mqtt_hostname(settings, row.name)});
  }
  for (const char* configuration : {"topicsConfiguration", "topicSpacesConfiguration"}) {
    values.push_back({"properties." + std::string(configuration) + ".customDomains[].validationState",
                      std::string(pending_domain)});
  }
  if (arm::text_at(document, "identity.type").find("SystemAssigned") != std::string_view::npos) {
    values.push_back({"identity.principalId", guid_of(row.key)});
    values.push_back({"identity.tenantId", std::string(default_tenant)});
  }
  return values;
}

}  // namespace

std::string view_of(const Settings& settings, const arm::Kind& kind, arm::ApiVersion version,
                    const store::ResourceRow& row, const rapidjson::Value& document,
                    std::string_view provisioning_state) {
  std::vector<Computed> computed;
  if (kind.tracked) {
    computed = computed_values(settings, row, document, provisioning_state);
  } else if (&kind == &arm::ca_certificates) {
    computed = certificate_values(settings, document);
  } else if (&kind == &arm::event_subscriptions) {
    computed = endpoint_values(document);
  }
  computed.push_back({"properties.provisioningState", std::string(provisioning_state)});
  std::vector<arm::ReadOnlyValue> read_only;
  read_only.reserve(computed.size());
  for (const Computed& value : computed) {
    read_only.push_back({value.path, value.text});
  }
  return arm::view({kind, version, row.id, row.name, document, read_only});
}

boost::system::result<rapidjson::Document, arm::Error> document_of(const store::ResourceRow& row) {
  auto document = arm::parse_stored_json(row.document);
  if (!document) {
    return arm::Error(arm::ErrorCode::internal_server_error,
                      "The stored resource '" + row.id + "' cannot be read: the database is damaged.");
  }
  return document;
}

boost::system::result<std::string, arm::Error> view_of(const Settings& settings, const arm::Kind& kind,
                                                       arm::ApiVersion version, const store::ResourceRow& row,
                                                       std::string_view provisioning_state) {
  const auto document = document_of(row);
  if (!document) {
    return document.error();
  }
  return view_of(settings, kind, version, row, *document, provisioning_state);
}

std::string view_of_built_in_group(const Settings& settings, arm::ApiVersion version,
                                   std::string_view namespace_id) {
  store::ResourceRow row;
  row.name = "$all";
  row.id = std::string(namespace_id) + "/clientGroups/$all";
  const auto document = arm::parse_json(all_clients_json);
  return view_of(settings, arm::client_groups, version, row, *document);
}

}  // namespace eg::control
