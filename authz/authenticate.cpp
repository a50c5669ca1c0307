#include "authz/authenticate.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "authz/case_fold.hpp"
#include "authz/close_names.hpp"
#include "authz/ip_address.hpp"

namespace eg::authz {

namespace {

using Kind = Authentication::Kind;

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

std::string list(const std::vector<std::string>& values, std::string_view when_empty) {
  std::string result;
  for (const std::string& value : values) result += (result.empty() ? "" : ", ") + value;
  return result.empty() ? std::string(when_empty) : result;
}

/// Texts of the certificate field of a scheme. The subject counts by its last CN and as a whole
/// (broker-behaviour 3.4).
std::vector<std::string> subject_texts(const PeerCertificate& certificate) {
  std::vector<std::string> texts;
  if (!certificate.subject_common_name.empty()) texts.push_back(certificate.subject_common_name);
  if (!certificate.subject.empty()) texts.push_back(certificate.subject);
  return texts;
}
std::vector<std::string> dns_texts(const PeerCertificate& certificate) {
  return certificate.dns_names;
}
std::vector<std::string> uri_texts(const PeerCertificate& certificate) {
  return certificate.uris;
}
std::vector<std::string> ip_texts(const PeerCertificate& certificate) {
  return certificate.ip_addresses;
}
std::vector<std::string> email_texts(const PeerCertificate& certificate) {
  return certificate.email_addresses;
}

bool same_address(std::string_view left, std::string_view right) {
  const auto bytes = ip_address_bytes(left);
  return bytes && bytes == ip_address_bytes(right);
}

struct FieldRow {
  ValidationScheme scheme;
  NameSource source;
  std::string_view scheme_name;
  std::string_view source_name;
  std::string_view field_name;
  std::vector<std::string> (*texts)(const PeerCertificate&);
  bool (*equal)(std::string_view, std::string_view);
};
constexpr std::array<FieldRow, 5> fields{{
    {ValidationScheme::subject_matches_authentication_name, NameSource::subject,
     "SubjectMatchesAuthenticationName", "ClientCertificateSubject", "subject", subject_texts,
     equal_ignoring_case},
    {ValidationScheme::dns_matches_authentication_name, NameSource::dns, "DnsMatchesAuthenticationName",
     "ClientCertificateDns", "DNS subject alternative name", dns_texts, equal_ignoring_case},
    {ValidationScheme::uri_matches_authentication_name, NameSource::uri, "UriMatchesAuthenticationName",
     "ClientCertificateUri", "URI subject alternative name", uri_texts, equal_ignoring_case},
    {ValidationScheme::ip_matches_authentication_name, NameSource::ip, "IpMatchesAuthenticationName",
     "ClientCertificateIp", "IP subject alternative name", ip_texts, same_address},
    {ValidationScheme::email_matches_authentication_name, NameSource::email, "EmailMatchesAuthenticationName",
     "ClientCertificateEmail", "email subject alternative name", email_texts, equal_ignoring_case},
}};

const FieldRow& field_of(NameSource source) {
  return *std::find_if(fields.begin(), fields.end(),
                       [source](const FieldRow& row) { return row.source == source; });
}

Authentication refuse(Authentication so_far, Reason reason, std::string detail) {
  so_far.kind = Kind::refused;
  so_far.reason = reason;
  so_far.detail = std::move(detail);
  return so_far;
}

struct Name {
  std::string text;    ///< empty: none found
  std::string origin;  ///< where it came from, or why there is none
};

/// broker-behaviour 3.1.2 to 3.1.5: the first source whose field is filled decides, found or not.
Name name_from_certificate(const Policy& policy, const PeerCertificate* certificate) {
  const auto& sources = policy.settings().alternative_authentication_name_sources;
  if (sources.empty()) {
    return {{}, "no user name was sent and the namespace has no alternativeAuthenticationNameSources"};
  }
  std::vector<std::string> tried;
  for (const NameSource source : sources) tried.emplace_back(field_of(source).source_name);
  if (certificate == nullptr) {
    return {{}, "no user name was sent, and no client certificate from which to take " + list(tried, {})};
  }
  for (const NameSource source : sources) {
    const FieldRow& field = field_of(source);
    const auto texts = field.texts(*certificate);
    const auto filled =
        std::find_if(texts.begin(), texts.end(), [](const auto& text) { return !text.empty(); });
    if (filled == texts.end()) continue;
    // The subject has two spellings of one field; the common name is the usual one.
    const bool whole_subject_is_known = source == NameSource::subject && policy.find(*filled) == nullptr &&
                                        policy.find(texts.back()) != nullptr;
    return {whole_subject_is_known ? texts.back() : *filled, std::string(field.source_name)};
  }
  return {{},
          "no user name was sent, and these fields of the client certificate are empty: " + list(tried, {})};
}

/// Empty when the certificate is inside its validity.
std::optional<Reason> validity_failure(const PeerCertificate& certificate, std::int64_t now_unix_seconds) {
  if (now_unix_seconds < certificate.not_before_unix_seconds) return Reason::certificate_not_yet_valid;
  if (now_unix_seconds > certificate.not_after_unix_seconds) return Reason::certificate_expired;
  return std::nullopt;
}

std::string validity_detail(const PeerCertificate& certificate, std::int64_t now_unix_seconds) {
  return "valid from " + std::to_string(certificate.not_before_unix_seconds) + " to " +
         std::to_string(certificate.not_after_unix_seconds) + ", now is " + std::to_string(now_unix_seconds) +
         " (Unix seconds)";
}

Authentication match_thumbprint(Authentication so_far, const PeerCertificate& certificate) {
  const Client& client = so_far.principal->client;
  for (const std::string& allowed : client.allowed_thumbprints) {
    if (allowed.empty()) continue;
    if (equal_ignoring_case(allowed, certificate.thumbprint_sha256) ||
        equal_ignoring_case(allowed, certificate.thumbprint_sha1)) {
      so_far.kind = Kind::granted;
      so_far.detail = "thumbprint " + allowed;
      return so_far;
    }
  }
  return refuse(std::move(so_far), Reason::thumbprint_mismatch,
                "presented thumbprint (SHA-256) " + certificate.thumbprint_sha256 + ", allowed for client " +
                    quoted(client.name) + ": " + list(client.allowed_thumbprints, "none"));
}

Authentication match_chain_and_field(Authentication so_far, const PeerCertificate& certificate,
                                     ChainOutcome chain, const FieldRow& field,
                                     const std::vector<std::string>& ca_certificates) {
  const Client& client = so_far.principal->client;
  const std::string scheme(field.scheme_name);
  if (chain == ChainOutcome::not_checked) {
    so_far.kind = Kind::needs_chain;
    so_far.detail = scheme + " needs the certificate's chain";
    return so_far;
  }
  if (chain != ChainOutcome::trusted) {
    return refuse(std::move(so_far), Reason::certificate_chain_not_trusted,
                  "client " + quoted(client.name) + " uses " + scheme + "; the certificate with subject " +
                      quoted(certificate.subject) +
                      " does not lead to a CA certificate of the namespace (registered: " +
                      list(ca_certificates, "none") + ")");
  }
  const auto texts = field.texts(certificate);
  for (const std::string& text : texts) {
    if (!field.equal(text, client.authentication_name)) continue;
    so_far.kind = Kind::granted;
    so_far.detail = std::string(field.field_name) + " " + quoted(text);
    return so_far;
  }
  return refuse(std::move(so_far), Reason::certificate_field_mismatch,
                scheme + ": the certificate's " + std::string(field.field_name) + " is " +
                    list(texts, "empty") + ", the authentication name is " +
                    quoted(client.authentication_name));
}

}  // namespace

Authentication authenticate(const Policy& policy, const Credentials& credentials,
                            std::int64_t now_unix_seconds) {
  Authentication result;
  if (credentials.authentication_method) {
    return refuse(std::move(result), Reason::authentication_method_not_supported,
                  "authentication method " + quoted(*credentials.authentication_method));
  }
  const bool has_user_name = credentials.user_name && !credentials.user_name->empty();
  Name name = has_user_name ? Name{std::string(*credentials.user_name), "user name"}
                            : name_from_certificate(policy, credentials.certificate);
  if (name.text.empty())
    return refuse(std::move(result), Reason::no_authentication_name, std::move(name.origin));
  result.identity = name.text;
  result.principal = policy.find(name.text);
  if (result.principal == nullptr) {
    const std::string close = describe_close_names(policy, name.text);
    return refuse(std::move(result), Reason::client_not_found,
                  "no client has the authentication name " + quoted(name.text) + " (from " + name.origin +
                      ")" + (close.empty() ? "" : "; " + close));
  }
  const Client& client = result.principal->client;
  if (!client.enabled) {
    return refuse(std::move(result), Reason::client_disabled,
                  "the state of client " + quoted(client.name) + " is Disabled");
  }
  if (credentials.certificate == nullptr) {
    return refuse(std::move(result), Reason::no_client_certificate,
                  "client " + quoted(client.name) + " authenticates by certificate");
  }
  const PeerCertificate& certificate = *credentials.certificate;
  if (const auto failure = validity_failure(certificate, now_unix_seconds)) {
    return refuse(std::move(result), *failure, validity_detail(certificate, now_unix_seconds));
  }
  const auto field = std::find_if(fields.begin(), fields.end(), [&client](const FieldRow& row) {
    return row.scheme == client.validation_scheme;
  });
  if (field == fields.end()) return match_thumbprint(std::move(result), certificate);
  return match_chain_and_field(std::move(result), certificate, credentials.chain, *field,
                               policy.settings().ca_certificates);
}

}  // namespace eg::authz
