#include "authz/certificate_field.hpp"

#include "tests/support/catch.hpp"

using namespace eg::authz;

TEST_CASE("each scheme and source reads its own field of the certificate") {
  // Given a certificate with a different text in every field
  PeerCertificate certificate;
  certificate.subject_common_name = "cn";
  certificate.subject = "CN=cn,O=Contoso";
  certificate.dns_names = {"a.example", "b.example"};
  certificate.uris = {"urn:a"};
  certificate.ip_addresses = {"10.0.0.1"};
  certificate.email_addresses = {"a@example"};
  struct Row {
    ValidationScheme scheme;
    NameSource source;
    const char *scheme_name, *source_name;
    std::vector<std::string> texts;
  };
  const Row rows[] = {
      {ValidationScheme::subject_matches_authentication_name,
       NameSource::subject,
       "SubjectMatchesAuthenticationName",
       "ClientCertificateSubject",
       {"cn", "CN=cn,O=Contoso"}},
      {ValidationScheme::dns_matches_authentication_name,
       NameSource::dns,
       "DnsMatchesAuthenticationName",
       "ClientCertificateDns",
       {"a.example", "b.example"}},
      {ValidationScheme::uri_matches_authentication_name,
       NameSource::uri,
       "UriMatchesAuthenticationName",
       "ClientCertificateUri",
       {"urn:a"}},
      {ValidationScheme::ip_matches_authentication_name,
       NameSource::ip,
       "IpMatchesAuthenticationName",
       "ClientCertificateIp",
       {"10.0.0.1"}},
      {ValidationScheme::email_matches_authentication_name,
       NameSource::email,
       "EmailMatchesAuthenticationName",
       "ClientCertificateEmail",
       {"a@example"}},
  };
  for (const Row& row : rows) {
    INFO(row.scheme_name);
    const CertificateField* const field = certificate_field(row.scheme);
    REQUIRE(field != nullptr);
    CHECK(field == &certificate_field(row.source));
    CHECK(field->scheme_name == row.scheme_name);
    CHECK(field->source_name == row.source_name);
    CHECK(field->texts(certificate) == row.texts);
    CHECK(field->texts(PeerCertificate{}).empty());
  }
  CHECK(certificate_field(ValidationScheme::thumbprint_match) == nullptr);
}

TEST_CASE("fields compare without case, addresses by their bytes") {
  CHECK(certificate_field(NameSource::subject).equal("Vehicle01", "vehicle01"));
  CHECK(certificate_field(NameSource::uri).equal("URN:a", "urn:A"));
  CHECK_FALSE(certificate_field(NameSource::dns).equal("*.example", "a.example"));
  CHECK(certificate_field(NameSource::ip).equal("::1", "0:0:0:0:0:0:0:1"));
  CHECK_FALSE(certificate_field(NameSource::ip).equal("10.0.0.1", "10.0.0.2"));
  CHECK_FALSE(certificate_field(NameSource::ip).equal("no address", "no address"));
}
