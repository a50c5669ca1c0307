#include "server/control/projection.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::control {
namespace {

using authz::NameSource;
using authz::ValidationScheme;

constexpr std::array<std::pair<std::string_view, ValidationScheme>, 6> schemes{{
    {"SubjectMatchesAuthenticationName", ValidationScheme::subject_matches_authentication_name},
    {"DnsMatchesAuthenticationName", ValidationScheme::dns_matches_authentication_name},
    {"UriMatchesAuthenticationName", ValidationScheme::uri_matches_authentication_name},
    {"IpMatchesAuthenticationName", ValidationScheme::ip_matches_authentication_name},
    {"EmailMatchesAuthenticationName", ValidationScheme::email_matches_authentication_name},
    {"ThumbprintMatch", ValidationScheme::thumbprint_match},
}};

constexpr std::array<std::pair<std::string_view, NameSource>, 5> name_sources{{
    {"ClientCertificateSubject", NameSource::subject},
    {"ClientCertificateDns", NameSource::dns},
    {"ClientCertificateUri", NameSource::uri},
    {"ClientCertificateIp", NameSource::ip},
    {"ClientCertificateEmail", NameSource::email},
}};

constexpr std::string_view spaces_path = "properties.topicSpacesConfiguration";

std::vector<std::string> texts_at(const rapidjson::Value& document, std::string_view path) {
  std::vector<std::string> texts;
  const rapidjson::Value* list = arm::find_path(document, path);
  if (list != nullptr && list->IsArray()) {
    for (const rapidjson::Value& element : list->GetArray()) {
      texts.emplace_back(arm::text_of(element));
    }
  }
  return texts;
}

std::vector<std::string> masks_of(const rapidjson::Value& document) {
  std::vector<std::string> masks;
  const rapidjson::Value* rules = arm::find_path(document, "properties.inboundIpRules");
  if (rules != nullptr && rules->IsArray()) {
    for (const rapidjson::Value& rule : rules->GetArray()) {
      masks.emplace_back(arm::text_at(rule, "ipMask"));
    }
  }
  return masks;
}

std::uint32_t number_at(const rapidjson::Value& document, const std::string& path, std::uint32_t otherwise) {
  const rapidjson::Value* number = arm::find_path(document, path);
  return number != nullptr && number->IsUint() ? number->GetUint() : otherwise;
}

/// Upper-case hexadecimal digits, as the certificate's thumbprint is presented.
std::string plain_thumbprint(std::string_view text) {
  std::string plain;
  for (const char letter : text) {
    if (letter != ':' && letter != ' ') {
      plain += letter >= 'a' && letter <= 'f' ? static_cast<char>(letter - 'a' + 'A') : letter;
    }
  }
  return plain;
}

authz::AttributeValue attribute_of(const rapidjson::Value& value) {
  if (value.IsInt64()) {
    return value.GetInt64();
  }
  if (value.IsBool()) {
    return value.GetBool();
  }
  if (!value.IsArray()) {
    return std::string(arm::text_of(value));
  }
  std::vector<std::string> texts;
  for (const rapidjson::Value& element : value.GetArray()) {
    texts.emplace_back(arm::text_of(element));
  }
  return texts;
}

bool is_address(std::string_view host) {
  return host.find(':') != std::string_view::npos || std::all_of(host.begin(), host.end(), [](char letter) {
           return letter == '.' || (letter >= '0' && letter <= '9');
         });
}

template <class Row>
typename std::vector<Row>::iterator find_row(std::vector<Row>& rows, std::string_view name) {
  const std::string folded = arm::fold_case(name);
  return std::find_if(rows.begin(), rows.end(), [&folded](const Row& row) {
    return row.name.size() == folded.size() && arm::fold_case(row.name) == folded;
  });
}

template <class Row>
bool put_row(std::vector<Row>& rows, Row row) {
  const auto found = find_row(rows, row.name);
  if (found == rows.end()) {
    rows.push_back(std::move(row));
    return true;
  }
  if (*found == row) {
    return false;
  }
  *found = std::move(row);
  return true;
}

template <class Row>
bool erase_row(std::vector<Row>& rows, std::string_view name) {
  const auto found = find_row(rows, name);
  if (found == rows.end()) {
    return false;
  }
  rows.erase(found);
  return true;
}

struct ChildRow {
  const arm::Kind* kind;
  bool (*put)(const Settings&, authz::Namespace&, std::string_view, const rapidjson::Value&);
  bool (*erase)(authz::Namespace&, std::string_view);
};

template <auto list, auto make>
constexpr ChildRow child_row(const arm::Kind& kind) {
  return {&kind,
          [](const Settings& settings, authz::Namespace& model, std::string_view name,
             const rapidjson::Value& document) {
            if constexpr (requires { make(settings, name, document); }) {
              return put_row(model.*list, make(settings, name, document));
            } else {
              return put_row(model.*list, make(name, document));
            }
          },
          [](authz::Namespace& model, std::string_view name) { return erase_row(model.*list, name); }};
}

using authz::Namespace;
constexpr std::array child_rows{
    child_row<&Namespace::client_groups, client_group_of>(arm::client_groups),
    child_row<&Namespace::ca_certificates, ca_certificate_of>(arm::ca_certificates),
    child_row<&Namespace::topic_spaces, topic_space_of>(arm::topic_spaces),
    child_row<&Namespace::permission_bindings, permission_binding_of>(arm::permission_bindings),
};

const ChildRow* child_row_of(const arm::Kind& kind) {
  const auto* found = std::find_if(child_rows.begin(), child_rows.end(),
                                   [&kind](const ChildRow& row) { return row.kind == &kind; });
  return found == child_rows.end() ? nullptr : found;
}

}  // namespace

std::string mqtt_hostname(const Settings& settings, std::string_view namespace_name) {
  const std::string_view host = settings.hostname.empty() ? "localhost" : std::string_view(settings.hostname);
  if (host.find('.') == std::string_view::npos || is_address(host)) {
    return std::string(host);
  }
  return arm::fold_case(namespace_name) + "." + std::string(host);
}

authz::Namespace settings_of(const Settings& settings, std::string_view name,
                             const rapidjson::Value& document) {
  const std::string spaces(spaces_path);
  authz::Namespace model;
  model.name = name;
  model.hostname = mqtt_hostname(settings, name);
  model.mqtt_enabled = arm::text_at(document, spaces + ".state") == "Enabled";
  model.maximum_session_expiry_hours = number_at(document, spaces + ".maximumSessionExpiryInHours", 1);
  model.maximum_sessions_per_authentication_name =
      number_at(document, spaces + ".maximumClientSessionsPerAuthenticationName", 1);
  model.throughput_units = number_at(document, "sku.capacity", 1);
  // SecuredByPerimeter too: there is no perimeter that could let anybody in.
  const std::string_view access = arm::text_at(document, "properties.publicNetworkAccess");
  model.public_network_access = access.empty() || access == "Enabled";
  model.inbound_ip_masks = masks_of(document);
  for (const std::string& text :
       texts_at(document, spaces + ".clientAuthentication.alternativeAuthenticationNameSources")) {
    for (const auto& [spelling, source] : name_sources) {
      if (text == spelling) {
        model.alternative_authentication_name_sources.push_back(source);
      }
    }
  }
  return model;
}

authz::Client client_of(std::string_view name, const rapidjson::Value& document) {
  authz::Client client;
  client.name = name;
  client.authentication_name = arm::text_at(document, "properties.authenticationName");
  client.enabled = arm::text_at(document, "properties.state") == "Enabled";
  const std::string_view scheme =
      arm::text_at(document, "properties.clientCertificateAuthentication.validationScheme");
  for (const auto& [spelling, value] : schemes) {
    if (scheme == spelling) {
      client.validation_scheme = value;
    }
  }
  for (const std::string& text :
       texts_at(document, "properties.clientCertificateAuthentication.allowedThumbprints")) {
    client.allowed_thumbprints.push_back(plain_thumbprint(text));
  }
  const std::string subject = "properties.clientCertificateAuthentication.certificateSubject.";
  client.certificate_subject = {std::string(arm::text_at(document, subject + "commonName")),
                                std::string(arm::text_at(document, subject + "organization")),
                                std::string(arm::text_at(document, subject + "organizationUnit")),
                                std::string(arm::text_at(document, subject + "countryCode"))};
  const rapidjson::Value* attributes = arm::find_path(document, "properties.attributes");
  if (attributes != nullptr && attributes->IsObject()) {
    for (const auto& member : attributes->GetObject()) {
      client.attributes.emplace(arm::text_of(member.name), attribute_of(member.value));
    }
  }
  return client;
}

authz::ClientGroup client_group_of(std::string_view name, const rapidjson::Value& document) {
  return {std::string(name), std::string(arm::text_at(document, "properties.query"))};
}

authz::CaCertificate ca_certificate_of(const Settings& settings, std::string_view name,
                                       const rapidjson::Value& document) {
  authz::CaCertificate certificate{std::string(name)};
  if (settings.read_ca_certificate == nullptr) {
    return certificate;
  }
  auto read = settings.read_ca_certificate(arm::text_at(document, "properties.encodedCertificate"));
  if (read) {
    certificate.der = std::move(read->der);
    certificate.thumbprint_sha256 = std::move(read->thumbprint_sha256);
    certificate.subject = std::move(read->subject);
  }
  return certificate;
}

authz::TopicSpace topic_space_of(std::string_view name, const rapidjson::Value& document) {
  return {std::string(name), texts_at(document, "properties.topicTemplates")};
}

authz::PermissionBinding permission_binding_of(std::string_view name, const rapidjson::Value& document) {
  return {std::string(name), std::string(arm::text_at(document, "properties.clientGroupName")),
          std::string(arm::text_at(document, "properties.topicSpaceName")),
          arm::text_at(document, "properties.permission") == "Publisher" ? authz::Permission::publisher
                                                                         : authz::Permission::subscriber};
}

bool has_projection(const arm::Kind& kind) {
  return kind.parent_type.empty() || &kind == &arm::clients || child_row_of(kind) != nullptr;
}

bool put_child(const Settings& settings, authz::Namespace& model, const arm::Kind& kind,
               std::string_view name, const rapidjson::Value& document) {
  const ChildRow* row = child_row_of(kind);
  return row != nullptr && row->put(settings, model, name, document);
}

bool erase_child(authz::Namespace& model, const arm::Kind& kind, std::string_view name) {
  const ChildRow* row = child_row_of(kind);
  return row != nullptr && row->erase(model, name);
}

}  // namespace eg::control
