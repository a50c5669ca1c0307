#include "authz/authentication_trail.hpp"

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::client;
using eg::authz_test::empty_namespace;

namespace {

PeerCertificate certificate() {
  PeerCertificate made;
  made.thumbprint_sha256 = std::string(64, 'B');
  made.subject_common_name = "dev1";
  made.subject = "CN=dev1,O=Contoso";
  made.not_after_unix_seconds = 2'000'000'000;
  return made;
}

AuthenticationTrail trail(const Namespace& model, const Credentials& credentials) {
  const PolicyPointer policy = compile(model, nullptr);
  return trail_of(*policy, credentials, authenticate(*policy, credentials, 1'700'000'000));
}

}  // namespace

TEST_CASE("a wrong thumbprint: both are there, and the cure can be copied") {
  Namespace model = empty_namespace();
  model.clients = {client("dev1")};
  const PeerCertificate presented = certificate();
  const AuthenticationTrail found = trail(model, {.user_name = "DEV1", .certificate = &presented});
  CHECK(found.reason == Reason::thumbprint_mismatch);
  CHECK(found.name_source == "UserName");
  CHECK(found.name_sources.empty());
  CHECK(found.client_name == "resource-of-dev1");
  CHECK(found.is_enabled);
  CHECK(found.validation_scheme == "ThumbprintMatch");
  CHECK(found.allowed_thumbprints == std::vector{std::string(64, 'A')});
  CHECK(found.presented_thumbprint == std::string(64, 'B'));
  CHECK(found.presented_subject == "CN=dev1,O=Contoso");
  CHECK(found.cure == "Put thumbprint " + std::string(64, 'B') +
                          " into allowedThumbprints of client 'resource-of-dev1', or present a certificate "
                          "that is allowed.");
  CHECK(to_line(found) == found.detail + "; cure: " + found.cure.substr(0, found.cure.size() - 1));
}

TEST_CASE("without a user name the walk over the certificate's fields is shown") {
  Namespace model = empty_namespace();
  model.clients = {client("dev1")};
  model.alternative_authentication_name_sources = {NameSource::dns, NameSource::subject, NameSource::uri};
  const PeerCertificate presented = certificate();
  const AuthenticationTrail found = trail(model, {.certificate = &presented});
  REQUIRE(found.name_sources.size() == 2);  // the first that is filled ends it
  CHECK(found.name_sources[0].source == "ClientCertificateDns");
  CHECK(found.name_sources[0].value.empty());
  CHECK(found.name_sources[1].source == "ClientCertificateSubject");
  CHECK(found.name_sources[1].value == "dev1");
  CHECK(found.name_source == "ClientCertificateSubject");
  CHECK(found.identity == "dev1");
}

TEST_CASE("a scheme that compares a field shows its name and the certificate's values") {
  Namespace model = empty_namespace();
  Client by_dns = client("dev1.example");
  by_dns.validation_scheme = ValidationScheme::dns_matches_authentication_name;
  model.clients = {by_dns};
  PeerCertificate presented = certificate();
  presented.dns_names = {"other.example", "third.example"};
  const AuthenticationTrail found =
      trail(model, {.user_name = "dev1.example", .certificate = &presented, .chain = ChainOutcome::trusted});
  CHECK(found.reason == Reason::certificate_field_mismatch);
  CHECK(found.validation_scheme == "DnsMatchesAuthenticationName");
  CHECK_FALSE(found.certificate_field.empty());
  CHECK(found.presented_values == presented.dns_names);
  CHECK(found.cure.find("'resource-of-dev1.example'") != std::string::npos);
}

TEST_CASE("cures that name the client, and none for whom is let in") {
  Namespace model = empty_namespace();
  model.clients = {client("dev1"), client("off")};
  model.clients[1].enabled = false;
  PeerCertificate presented = certificate();
  CHECK(trail(model, {.user_name = "nobody"}).cure.find("authenticationName 'nobody'") != std::string::npos);
  CHECK(trail(model, {.user_name = "off"}).cure == "Set the state of client 'resource-of-off' to Enabled.");
  CHECK(trail(model, {.user_name = "dev1"}).cure == row(Reason::no_client_certificate).cure);
  presented.thumbprint_sha256 = std::string(64, 'A');
  const AuthenticationTrail granted = trail(model, {.user_name = "dev1", .certificate = &presented});
  CHECK(granted.kind == Authentication::Kind::granted);
  CHECK(granted.cure.empty());
  CHECK(to_line(granted) == granted.detail);
}
