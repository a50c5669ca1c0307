// What an administrator configured for one namespace, as plain values: the input of `compile`.
// Control projects ARM resources to this; it knows no JSON, no ARM ids and nothing of MQTT but names.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace eg::authz {

/// Stored attribute types (broker-behaviour 6.9). bool is stored although no query literal can match it.
using AttributeValue = std::variant<std::int64_t, bool, std::string, std::vector<std::string>>;
using Attributes = std::map<std::string, AttributeValue, std::less<>>;

/// broker-behaviour 3.3, 3.4.
enum class ValidationScheme : std::uint8_t {
  subject_matches_authentication_name,
  dns_matches_authentication_name,
  uri_matches_authentication_name,
  ip_matches_authentication_name,
  email_matches_authentication_name,
  thumbprint_match,
};

/// broker-behaviour 3.1: where a name comes from when CONNECT has no user name.
enum class NameSource : std::uint8_t { subject, dns, uri, ip, email };

/// Parts of a certificate's subject (broker-behaviour 3.4, `certificateSubject` of 2023-06-01-preview). An
/// empty one is not looked at.
struct SubjectParts {
  std::string common_name{};
  std::string organization{};
  std::string organization_unit{};
  std::string country_code{};

  bool is_empty() const { return *this == SubjectParts(); }
  bool operator==(const SubjectParts&) const = default;
};

enum class Permission : std::uint8_t { publisher, subscriber };

struct Client {
  std::string name;                 ///< of the resource
  std::string authentication_name;  ///< stored spelling
  bool enabled = true;
  ValidationScheme validation_scheme = ValidationScheme::subject_matches_authentication_name;
  /// Upper-case hex without separators: 64 digits SHA-256, 40 digits SHA-1 (decisions, "thumbprints on PUT").
  std::vector<std::string> allowed_thumbprints;
  Attributes attributes;
  SubjectParts certificate_subject{};  ///< with subject_matches: looked at instead of the authentication name

  bool operator==(const Client&) const = default;
};

struct ClientGroup {
  std::string name;
  std::string query;

  bool operator==(const ClientGroup&) const = default;
};

struct TopicSpace {
  std::string name;
  std::vector<std::string> topic_templates;

  bool operator==(const TopicSpace&) const = default;
};

struct PermissionBinding {
  std::string name;
  std::string client_group_name;  ///< `$all` is built in
  std::string topic_space_name;
  Permission permission = Permission::publisher;

  bool operator==(const PermissionBinding&) const = default;
};

/// A trust anchor for the clients' certificates. Another certificate under the same name is another value.
struct CaCertificate {
  std::string name;
  std::string der{};                ///< for whoever verifies chains; not read here
  std::string thumbprint_sha256{};  ///< upper-case hex
  std::string subject{};            ///< RFC 4514 text

  bool operator==(const CaCertificate&) const = default;
};

struct Namespace {
  std::string name;
  std::string hostname;  ///< topicSpacesConfiguration.hostname
  bool mqtt_enabled = false;
  std::uint32_t maximum_session_expiry_hours = 1;              ///< 1 to 8
  std::uint32_t maximum_sessions_per_authentication_name = 1;  ///< 1 to 100
  std::uint32_t throughput_units = 1;  ///< sku.capacity, 1 to 40: what limits per unit are multiplied with
  std::vector<NameSource> alternative_authentication_name_sources;
  bool public_network_access = true;          ///< false: no address is let in (broker-behaviour 2.5)
  std::vector<std::string> inbound_ip_masks;  ///< addresses or ranges let in; empty: all
  std::vector<Client> clients;
  std::vector<ClientGroup> client_groups;  ///< without `$all`
  std::vector<TopicSpace> topic_spaces;
  std::vector<PermissionBinding> permission_bindings;
  std::vector<CaCertificate> ca_certificates;  ///< chains are verified in the shell
};

}  // namespace eg::authz
