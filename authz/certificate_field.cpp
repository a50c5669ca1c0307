#include "authz/certificate_field.hpp"

#include <algorithm>
#include <array>

#include "authz/case_fold.hpp"
#include "authz/ip_address.hpp"

namespace eg::authz {

namespace {

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

constexpr std::array<CertificateField, 5> fields{{
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

}  // namespace

const CertificateField* certificate_field(ValidationScheme scheme) {
  const auto found = std::find_if(fields.begin(), fields.end(),
                                  [scheme](const CertificateField& field) { return field.scheme == scheme; });
  return found == fields.end() ? nullptr : &*found;
}

const CertificateField& certificate_field(NameSource source) {
  return fields.at(static_cast<std::size_t>(source));
}

}  // namespace eg::authz
