#include "authz/authentication_trail.hpp"

#include <algorithm>

#include "authz/certificate_field.hpp"
#include "authz/quote.hpp"

namespace eg::authz {

namespace {

void add_name_sources(AuthenticationTrail& trail, const Policy& policy, const Credentials& credentials) {
  if (credentials.user_name && !credentials.user_name->empty()) {
    trail.name_source = "UserName";
    return;
  }
  for (const NameSource source : policy.settings().alternative_authentication_name_sources) {
    const CertificateField& field = certificate_field(source);
    NameSourceTrail& looked_at = trail.name_sources.emplace_back();
    looked_at.source = field.source_name;
    if (credentials.certificate == nullptr) continue;
    const auto texts = field.texts(*credentials.certificate);
    const auto filled =
        std::find_if(texts.begin(), texts.end(), [](const std::string& text) { return !text.empty(); });
    if (filled == texts.end()) continue;
    looked_at.value = shortened(*filled, quoted_bytes_max);
    trail.name_source = field.source_name;
    return;
  }
}

void add_client(AuthenticationTrail& trail, const Client& client) {
  trail.client_name = client.name;
  trail.is_enabled = client.enabled;
  trail.validation_scheme = name_of(client.validation_scheme);
  trail.allowed_thumbprints = client.allowed_thumbprints;
  if (const CertificateField* field = certificate_field(client.validation_scheme)) {
    trail.certificate_field = field->field_name;
  }
}

void add_certificate(AuthenticationTrail& trail, const PeerCertificate& certificate, const Client* client) {
  constexpr std::size_t listed_max = 10;
  trail.presented_thumbprint = certificate.thumbprint_sha256;
  trail.presented_subject = shortened(certificate.subject, quoted_bytes_max);
  const CertificateField* field = client == nullptr ? nullptr : certificate_field(client->validation_scheme);
  if (field == nullptr) return;
  for (const std::string& text : field->texts(certificate)) {
    if (trail.presented_values.size() == listed_max) break;
    trail.presented_values.push_back(shortened(text, quoted_bytes_max));
  }
}

std::string cure_of(const AuthenticationTrail& trail) {
  const std::string client = "client " + quoted(trail.client_name);
  switch (trail.reason) {
    case Reason::client_not_found:
      return "Create a client with authenticationName " + quoted(trail.identity) +
             ", or send the authentication name of an existing client as the user name.";
    case Reason::client_disabled: return "Set the state of " + client + " to Enabled.";
    case Reason::thumbprint_mismatch:
      return "Put thumbprint " + trail.presented_thumbprint + " into allowedThumbprints of " + client +
             ", or present a certificate that is allowed.";
    case Reason::certificate_field_mismatch:
      return "Issue a certificate whose " + trail.certificate_field +
             " is the authentication name, or change the validationScheme of " + client + ".";
    default: return std::string(row(trail.reason).cure);
  }
}

}  // namespace

std::string_view name_of(ValidationScheme scheme) {
  const CertificateField* field = certificate_field(scheme);
  return field == nullptr ? "ThumbprintMatch" : field->scheme_name;
}

AuthenticationTrail trail_of(const Policy& policy, const Credentials& credentials,
                             const Authentication& outcome) {
  AuthenticationTrail trail;
  trail.kind = outcome.kind;
  trail.reason = outcome.reason;
  trail.identity = outcome.identity;
  trail.detail = outcome.detail;
  add_name_sources(trail, policy, credentials);
  const Client* client = outcome.principal == nullptr ? nullptr : &outcome.principal->client;
  if (client != nullptr) add_client(trail, *client);
  if (credentials.certificate != nullptr) add_certificate(trail, *credentials.certificate, client);
  if (outcome.kind == Authentication::Kind::refused) trail.cure = cure_of(trail);
  return trail;
}

std::string to_line(const AuthenticationTrail& trail) {
  std::string line = trail.detail;
  if (trail.cure.empty()) return line;
  line += "; cure: " + trail.cure;
  line.pop_back();  // of the sentence
  return line;
}

}  // namespace eg::authz
