#include "tests/golden/authz/cases.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <rapidjson/document.h>
#pragma GCC diagnostic pop

namespace eg::authz_golden {

namespace {

using Json = rapidjson::Value;

std::vector<std::vector<std::string>> read_table(const std::string& name, std::size_t columns) {
  std::ifstream file(std::string(EG_TESTDATA_DIR "/authz/") + name);
  std::vector<std::vector<std::string>> rows;
  bool is_header = true;
  for (std::string line; std::getline(file, line); is_header = false) {
    if (is_header) continue;
    std::vector<std::string> cells(1);
    for (const char letter : line) {
      if (letter == '\t') {
        cells.emplace_back();
      } else {
        cells.back() += letter;
      }
    }
    if (cells.size() != columns)
      throw std::runtime_error(name + ": not " + std::to_string(columns) + " columns: " + line);
    rows.push_back(std::move(cells));
  }
  if (rows.empty()) throw std::runtime_error(name + " is missing or empty");
  return rows;
}

rapidjson::Document parsed(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.c_str(), text.size());
  if (document.HasParseError()) throw std::runtime_error("not JSON: " + text);
  return document;
}

std::string text_of(const Json& json) {
  return json.IsNull() ? "" : std::string(json.GetString(), json.GetStringLength());
}

std::vector<std::string> texts_of(const Json& json) {
  std::vector<std::string> texts;
  for (const Json& element : json.GetArray()) texts.push_back(text_of(element));
  return texts;
}

authz::AttributeValue attribute_of(const Json& json) {
  if (json.IsBool()) return json.GetBool();
  if (json.IsInt64()) return json.GetInt64();
  if (json.IsArray()) return texts_of(json);
  return text_of(json);
}

template <typename Value, std::size_t count>
Value named(const std::array<std::pair<std::string_view, Value>, count>& names, const std::string& name) {
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& row) { return row.first == name; });
  if (found == names.end()) throw std::runtime_error("unknown name " + name);
  return found->second;
}

using Scheme = authz::ValidationScheme;
constexpr std::array<std::pair<std::string_view, Scheme>, 6> schemes{{
    {"SubjectMatchesAuthenticationName", Scheme::subject_matches_authentication_name},
    {"DnsMatchesAuthenticationName", Scheme::dns_matches_authentication_name},
    {"UriMatchesAuthenticationName", Scheme::uri_matches_authentication_name},
    {"IpMatchesAuthenticationName", Scheme::ip_matches_authentication_name},
    {"EmailMatchesAuthenticationName", Scheme::email_matches_authentication_name},
    {"ThumbprintMatch", Scheme::thumbprint_match},
}};
constexpr std::array<std::pair<std::string_view, authz::NameSource>, 5> sources{{
    {"ClientCertificateSubject", authz::NameSource::subject},
    {"ClientCertificateDns", authz::NameSource::dns},
    {"ClientCertificateUri", authz::NameSource::uri},
    {"ClientCertificateIp", authz::NameSource::ip},
    {"ClientCertificateEmail", authz::NameSource::email},
}};

authz::Namespace state_of(const std::string& text) {
  const auto json = parsed(text);
  authz::Namespace model;
  model.name = "golden";
  model.mqtt_enabled = true;
  for (const Json& client : json["clients"].GetArray()) {
    authz::Client& added = model.clients.emplace_back();
    added.authentication_name = text_of(client["authenticationName"]);
    added.name = "resource-" + std::to_string(model.clients.size());
    added.enabled = text_of(client["state"]) == "Enabled";
    added.validation_scheme = named(schemes, text_of(client["validationScheme"]));
    if (client.HasMember("allowedThumbprints"))
      added.allowed_thumbprints = texts_of(client["allowedThumbprints"]);
  }
  for (const std::string& source : texts_of(json["alternativeAuthenticationNameSources"])) {
    model.alternative_authentication_name_sources.push_back(named(sources, source));
  }
  for (std::string& name : texts_of(json["caCertificates"])) {
    model.ca_certificates.push_back({.name = std::move(name)});
  }
  return model;
}

authz::PeerCertificate certificate_of(const Json& json) {
  authz::PeerCertificate certificate;
  certificate.thumbprint_sha256 = text_of(json["thumbprint"]);
  certificate.thumbprint_sha1 = std::string(40, '0');
  certificate.subject_common_name = text_of(json["subjectCN"]);
  if (!certificate.subject_common_name.empty()) certificate.subject = "CN=" + certificate.subject_common_name;
  certificate.dns_names = texts_of(json["dns"]);
  certificate.uris = texts_of(json["uri"]);
  certificate.ip_addresses = texts_of(json["ip"]);
  certificate.email_addresses = texts_of(json["email"]);
  constexpr std::int64_t day_seconds = 86400;
  certificate.not_before_unix_seconds = now_unix_seconds + json["notBeforeDays"].GetInt() * day_seconds;
  certificate.not_after_unix_seconds = now_unix_seconds + json["notAfterDays"].GetInt() * day_seconds;
  return certificate;
}

/// Follows the issuers from the leaf over the sent intermediates (`X<Y`: X was issued by Y) to a registered
/// name.
authz::ChainOutcome verify(const Json& certificate, const std::vector<authz::CaCertificate>& registered) {
  std::string issuer = text_of(certificate["issuer"]);
  const auto sent = texts_of(certificate["chain"]);
  for (std::size_t step = 0; step <= sent.size() && !issuer.empty(); ++step) {
    const auto is_issuer = [&issuer](const authz::CaCertificate& anchor) { return anchor.name == issuer; };
    if (std::any_of(registered.begin(), registered.end(), is_issuer)) return authz::ChainOutcome::trusted;
    const auto bridge = std::find_if(sent.begin(), sent.end(),
                                     [&](const std::string& link) { return link.starts_with(issuer + "<"); });
    issuer = bridge == sent.end() ? "" : bridge->substr(issuer.size() + 1);
  }
  return authz::ChainOutcome::not_trusted;
}

}  // namespace

std::vector<Case> read_cases() {
  std::vector<Case> cases;
  for (const auto& row : read_table("cases.tsv", 9)) {
    cases.push_back({row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8]});
  }
  return cases;
}

std::vector<NotYet> read_not_yet() {
  std::vector<NotYet> rows;
  for (const auto& row : read_table("not_yet.tsv", 3)) rows.push_back({row[0], row[1], row[2]});
  return rows;
}

std::string json_text(const std::string& json) {
  return text_of(parsed(json));
}

authz::Client client_of(const std::string& text) {
  const auto json = parsed(text);
  authz::Client client;
  client.authentication_name = text_of(json["authenticationName"]);
  client.name = client.authentication_name;
  for (const auto& member : json["attributes"].GetObject()) {
    client.attributes.emplace(text_of(member.name), attribute_of(member.value));
  }
  return client;
}

authz::Namespace namespace_of(const std::string& text, const authz::Client& client) {
  const auto json = parsed(text);
  authz::Namespace model;
  model.clients.push_back(client);
  for (const Json& entry : json["bind"].GetArray()) {
    const std::string number = std::to_string(model.topic_spaces.size() + 1);
    authz::PermissionBinding binding{"binding-" + number, "$all", "space-" + number,
                                     authz::Permission::publisher};
    if (text_of(entry["perm"]) == "Subscriber") binding.permission = authz::Permission::subscriber;
    if (!entry["query"].IsNull()) {
      binding.client_group_name = "group-" + number;
      model.client_groups.push_back({binding.client_group_name, text_of(entry["query"])});
    }
    model.topic_spaces.push_back({binding.topic_space_name, texts_of(entry["templates"])});
    model.permission_bindings.push_back(binding);
  }
  return model;
}

Connect connect_of(const Case& row) {
  Connect connect;
  connect.model = state_of(row.policy);
  const auto input = parsed(row.input);
  if (!input["username"].IsNull()) connect.user_name = text_of(input["username"]);
  if (input["cert"].IsNull()) return connect;
  connect.certificate = certificate_of(input["cert"]);
  connect.chain = verify(input["cert"], connect.model.ca_certificates);
  return connect;
}

}  // namespace eg::authz_golden
