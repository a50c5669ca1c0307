#include "authz/authenticate.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "authz/case_fold.hpp"
#include "authz/certificate_field.hpp"
#include "authz/chain_refusal.hpp"
#include "authz/close_names.hpp"
#include "authz/distinguished_name.hpp"
#include "authz/quote.hpp"

namespace eg::authz {

namespace {

using Kind = Authentication::Kind;

/// A list that is longer is cut: a certificate may hold thousands of names.
constexpr std::size_t listed_max = 10;

std::string as_written(std::string_view value) {
  return shortened(value, quoted_bytes_max);
}

std::string list(const std::vector<std::string>& values, std::string_view when_empty,
                 std::string (*describe)(std::string_view) = as_written) {
  if (values.empty()) return std::string(when_empty);
  std::string result;
  for (std::size_t i = 0; i < values.size() && i < listed_max; ++i) {
    if (i > 0) result += ", ";
    result += describe(values[i]);
  }
  if (values.size() > listed_max) result += " and " + std::to_string(values.size() - listed_max) + " more";
  return result;
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
  tried.reserve(sources.size());
  for (const NameSource source : sources) tried.emplace_back(certificate_field(source).source_name);
  if (certificate == nullptr) {
    return {{}, "no user name was sent, and no client certificate from which to take " + list(tried, {})};
  }
  for (const NameSource source : sources) {
    const CertificateField& field = certificate_field(source);
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

/// The legacy `certificateSubject` (broker-behaviour 3.4): every part that is given must stand in the
/// subject.
Authentication match_subject_parts(Authentication so_far, const PeerCertificate& certificate) {
  const SubjectParts& wanted = so_far.principal->client.certificate_subject;
  const std::pair<std::string_view, const std::string&> parts[] = {{"CN", wanted.common_name},
                                                                   {"O", wanted.organization},
                                                                   {"OU", wanted.organization_unit},
                                                                   {"C", wanted.country_code}};
  for (const auto& [type, value] : parts) {
    if (value.empty()) continue;
    const auto found = attribute_values(certificate.subject, type);
    const auto is_it = [&value = value](const std::string& text) { return equal_ignoring_case(text, value); };
    if (std::any_of(found.begin(), found.end(), is_it)) continue;
    return refuse(std::move(so_far), Reason::certificate_field_mismatch,
                  "certificateSubject: " + std::string(type) + " of the certificate's subject is " +
                      list(found, "empty", quoted) + ", the client wants " + quoted(value));
  }
  so_far.kind = Kind::granted;
  so_far.detail = "subject " + quoted(certificate.subject);
  return so_far;
}

Authentication match_field(Authentication so_far, const PeerCertificate& certificate,
                           const CertificateField& field) {
  const Client& client = so_far.principal->client;
  const auto texts = field.texts(certificate);
  for (const std::string& text : texts) {
    if (!field.equal(text, client.authentication_name)) continue;
    so_far.kind = Kind::granted;
    so_far.detail = std::string(field.field_name) + " " + quoted(text);
    return so_far;
  }
  return refuse(std::move(so_far), Reason::certificate_field_mismatch,
                std::string(field.scheme_name) + ": the certificate's " + std::string(field.field_name) +
                    " is " + list(texts, "empty", quoted) + ", the authentication name is " +
                    quoted(client.authentication_name));
}

Authentication match_chain_and_field(Authentication so_far, const PeerCertificate& certificate,
                                     const ChainVerdict& chain, const CertificateField& field,
                                     const std::vector<CaCertificate>& ca_certificates) {
  const Client& client = so_far.principal->client;
  const std::string scheme(field.scheme_name);
  if (chain.outcome == ChainOutcome::not_checked) {
    so_far.kind = Kind::needs_chain;
    so_far.detail = scheme + " needs the certificate's chain";
    return so_far;
  }
  if (chain.outcome != ChainOutcome::trusted) {
    ChainRefusal refusal = chain_refusal(chain, certificate, ca_certificates);
    return refuse(std::move(so_far), refusal.reason,
                  "client " + quoted(client.name) + " uses " + scheme + "; " + refusal.detail);
  }
  const bool by_parts = client.validation_scheme == ValidationScheme::subject_matches_authentication_name &&
                        !client.certificate_subject.is_empty();
  return by_parts ? match_subject_parts(std::move(so_far), certificate)
                  : match_field(std::move(so_far), certificate, field);
}

Name name_of(const Policy& policy, const Credentials& credentials) {
  const bool has_user_name = credentials.user_name && !credentials.user_name->empty();
  return has_user_name ? Name{std::string(*credentials.user_name), "user name"}
                       : name_from_certificate(policy, credentials.certificate);
}

}  // namespace

PrincipalPointer find_client(const Policy& policy, const Credentials& credentials) {
  const Name name = name_of(policy, credentials);
  return name.text.empty() ? nullptr : policy.find(name.text);
}

Authentication authenticate(const Policy& policy, const Credentials& credentials,
                            std::int64_t now_unix_seconds) {
  Authentication result;
  if (credentials.authentication_method) {
    return refuse(std::move(result), Reason::authentication_method_not_supported,
                  "authentication method " + quoted(*credentials.authentication_method));
  }
  Name name = name_of(policy, credentials);
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
  const CertificateField* const field = certificate_field(client.validation_scheme);
  if (field == nullptr) return match_thumbprint(std::move(result), certificate);
  return match_chain_and_field(std::move(result), certificate, credentials.chain, *field,
                               policy.settings().ca_certificates);
}

}  // namespace eg::authz
