#include "authz/authenticate.hpp"

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::client;
using eg::authz_test::empty_namespace;
using Kind = Authentication::Kind;
using Scheme = ValidationScheme;

namespace {

constexpr std::int64_t now = 1'000'000;

PeerCertificate certificate() {
  PeerCertificate result;
  result.thumbprint_sha256 = std::string(64, 'A');
  result.thumbprint_sha1 = std::string(40, 'B');
  result.subject_common_name = "device";
  result.subject = "CN=device,O=Contoso";
  result.not_before_unix_seconds = now - 100;
  result.not_after_unix_seconds = now + 100;
  return result;
}

Client with_scheme(const char* name, Scheme scheme) {
  Client result = client(name);
  result.validation_scheme = scheme;
  result.allowed_thumbprints.clear();
  return result;
}

Namespace with_clients(std::vector<Client> clients) {
  Namespace model = empty_namespace();
  model.clients = std::move(clients);
  return model;
}

Authentication connect(const Namespace& model, Credentials credentials, std::int64_t at = now) {
  return authenticate(*compile(model, nullptr), credentials, at);
}

}  // namespace

TEST_CASE("a thumbprint client connects with its certificate") {
  Client allowed = client("Device");
  const PeerCertificate presented = certificate();
  for (const std::string& thumbprint : {std::string(64, 'A'), std::string(64, 'a'), std::string(40, 'B')}) {
    INFO(thumbprint);
    allowed.allowed_thumbprints = {std::string(64, 'C'), thumbprint};
    const auto answer = connect(with_clients({allowed}), {.user_name = "DEVICE", .certificate = &presented});
    CHECK(answer.kind == Kind::granted);
    CHECK(answer.reason == Reason::allowed);
    CHECK(answer.identity == "DEVICE");
    REQUIRE(answer.principal != nullptr);
    CHECK(answer.principal->client.authentication_name == "Device");
  }
}

/// A namespace in which each way of being refused can be shown, and what is presented to it.
struct RefusalSetup {
  Namespace model;
  PeerCertificate presented = certificate();
  PeerCertificate without_thumbprint = certificate();

  RefusalSetup() {
    Client disabled = client("off");
    disabled.enabled = false;
    Client other = client("other");
    other.allowed_thumbprints = {std::string(64, 'C'), std::string(64, 'D')};
    Client bare = client("bare");
    bare.allowed_thumbprints = {""};
    model = with_clients({client("device"), disabled, other, bare});
    without_thumbprint.thumbprint_sha256.clear();
  }
};

struct RefusalRow {
  const char* given;
  Credentials credentials;
  std::int64_t at;
  Reason reason;
  const char* part_of_detail;
};

void check_refusal(const Namespace& model, const RefusalRow& row) {
  INFO(row.given);
  const auto answer = connect(model, row.credentials, row.at);
  INFO(answer.detail);
  CHECK(answer.kind == Kind::refused);
  CHECK(answer.reason == row.reason);
  CHECK(answer.detail.find(row.part_of_detail) != std::string::npos);
  const bool name_was_found = row.reason != Reason::authentication_method_not_supported &&
                              row.reason != Reason::no_authentication_name &&
                              row.reason != Reason::client_not_found;
  CHECK((answer.principal != nullptr) == name_was_found);
}

TEST_CASE("refused names say what was tried and what would have matched") {
  const RefusalSetup setup;
  const PeerCertificate& presented = setup.presented;
  const RefusalRow rows[] = {
      {"an authentication method",
       {.user_name = "device", .authentication_method = "OAUTH2-JWT", .certificate = &presented},
       now,
       Reason::authentication_method_not_supported,
       "'OAUTH2-JWT'"},
      {"an empty authentication method",
       {.user_name = "device", .authentication_method = "", .certificate = &presented},
       now,
       Reason::authentication_method_not_supported,
       "''"},
      {"no user name",
       {.certificate = &presented},
       now,
       Reason::no_authentication_name,
       "no user name was sent"},
      {"an empty user name",
       {.user_name = "", .certificate = &presented},
       now,
       Reason::no_authentication_name,
       "alternativeAuthenticationNameSources"},
      {"a resource name",
       {.user_name = "resource-of-device", .certificate = &presented},
       now,
       Reason::client_not_found,
       "its authentication name is 'device'"},
      {"an unknown name",
       {.user_name = "x\ny", .certificate = &presented},
       now,
       Reason::client_not_found,
       "no client has the authentication name 'x\\x0Ay' (from user name)"},
      {"a disabled client",
       {.user_name = "off"},
       now,
       Reason::client_disabled,
       "'resource-of-off' is Disabled"},
      {"no certificate",
       {.user_name = "device"},
       now,
       Reason::no_client_certificate,
       "authenticates by certificate"},
  };
  for (const RefusalRow& row : rows) check_refusal(setup.model, row);
}

TEST_CASE("refused certificates say what was presented and what would have matched") {
  const RefusalSetup setup;
  const PeerCertificate& presented = setup.presented;
  const PeerCertificate& without_thumbprint = setup.without_thumbprint;
  const RefusalRow rows[] = {
      {"an expired certificate",
       {.user_name = "device", .certificate = &presented},
       now + 101,
       Reason::certificate_expired,
       "now is 1000101"},
      {"a future certificate",
       {.user_name = "device", .certificate = &presented},
       now - 101,
       Reason::certificate_not_yet_valid,
       "valid from 999900"},
      {"an expired certificate of a wrong thumbprint",
       {.user_name = "other", .certificate = &presented},
       now + 101,
       Reason::certificate_expired,
       "now is"},
      {"a wrong thumbprint",
       {.user_name = "other", .certificate = &presented},
       now,
       Reason::thumbprint_mismatch,
       "AAAA, allowed for client 'resource-of-other': CCCC"},
      {"an empty thumbprint",
       {.user_name = "bare", .certificate = &without_thumbprint},
       now,
       Reason::thumbprint_mismatch,
       "allowed for client"},
  };
  for (const RefusalRow& row : rows) check_refusal(setup.model, row);
}

TEST_CASE("validity includes its two ends") {
  const Namespace model = with_clients({client("device")});
  const PeerCertificate presented = certificate();
  const Credentials credentials{.user_name = "device", .certificate = &presented};
  CHECK(connect(model, credentials, now - 100).kind == Kind::granted);
  CHECK(connect(model, credentials, now + 100).kind == Kind::granted);
}

TEST_CASE("without a user name the first filled source names the client") {
  // broker-behaviour 3.1.2 to 3.1.5
  PeerCertificate presented = certificate();
  presented.dns_names = {"device.example", "second.example"};
  struct Row {
    const char* client;
    std::vector<NameSource> sources;
    Reason reason;
    const char* identity;
  };
  const Row rows[] = {
      {"device", {NameSource::subject}, Reason::allowed, "device"},
      {"CN=device,O=Contoso", {NameSource::subject}, Reason::allowed, "CN=device,O=Contoso"},
      {"device.example",
       {NameSource::uri, NameSource::dns, NameSource::subject},
       Reason::allowed,
       "device.example"},
      {"device", {NameSource::dns, NameSource::subject}, Reason::client_not_found, "device.example"},
      {"second.example", {NameSource::dns}, Reason::client_not_found, "device.example"},
      {"device", {NameSource::uri, NameSource::ip, NameSource::email}, Reason::no_authentication_name, ""},
  };
  for (const Row& row : rows) {
    Namespace model = with_clients({client(row.client)});
    model.alternative_authentication_name_sources = row.sources;
    const auto answer = connect(model, {.certificate = &presented});
    INFO(row.client << ": " << answer.detail);
    CHECK(answer.reason == row.reason);
    CHECK((answer.kind == Kind::granted) == (row.reason == Reason::allowed));
    CHECK(answer.identity == row.identity);
  }
}

TEST_CASE("a user name wins over the sources, and there is no falling back") {
  // broker-behaviour 3.1.4
  Namespace model = with_clients({client("device")});
  model.alternative_authentication_name_sources = {NameSource::subject};
  const PeerCertificate presented = certificate();
  CHECK(connect(model, {.user_name = "nobody", .certificate = &presented}).reason ==
        Reason::client_not_found);
  CHECK(connect(model, {}).detail.find("no client certificate") != std::string::npos);
}

TEST_CASE("a CA scheme asks for the chain, then compares its field") {
  // broker-behaviour 3.4
  PeerCertificate presented = certificate();
  presented.dns_names = {"x.example", "Dev.example"};
  presented.uris = {"urn:dev"};
  presented.ip_addresses = {"2001:db8:0:0:0:0:0:1"};
  presented.email_addresses = {"A@contoso.com"};
  struct Row {
    const char* name;
    Scheme scheme;
    bool granted;
  };
  const Row rows[] = {
      {"device", Scheme::subject_matches_authentication_name, true},
      {"DEVICE", Scheme::subject_matches_authentication_name, true},
      {"cn=device,o=contoso", Scheme::subject_matches_authentication_name, true},
      {"vehicle", Scheme::subject_matches_authentication_name, false},
      {"dev.example", Scheme::dns_matches_authentication_name, true},
      {"device", Scheme::dns_matches_authentication_name, false},
      {"urn:DEV", Scheme::uri_matches_authentication_name, true},
      {"2001:db8::1", Scheme::ip_matches_authentication_name, true},
      {"2001:db8::2", Scheme::ip_matches_authentication_name, false},
      {"a@contoso.com", Scheme::email_matches_authentication_name, true},
      {"b@contoso.com", Scheme::email_matches_authentication_name, false},
  };
  for (const Row& row : rows) {
    INFO(row.name);
    Namespace model = with_clients({with_scheme(row.name, row.scheme)});
    model.ca_certificates = {{.name = "root-ca"}};
    Credentials credentials{.user_name = row.name, .certificate = &presented};
    // When the chain was not looked at, then it is asked for, whatever the field says
    CHECK(connect(model, credentials).kind == Kind::needs_chain);
    // When it leads nowhere, then the client is refused
    credentials.chain = ChainOutcome::not_trusted;
    const auto untrusted = connect(model, credentials);
    CHECK(untrusted.kind == Kind::refused);
    CHECK(untrusted.reason == Reason::certificate_chain_not_trusted);
    CHECK(untrusted.detail.find("(registered: root-ca)") != std::string::npos);
    // When it is trusted, then the field decides
    credentials.chain = ChainOutcome::trusted;
    const auto answer = connect(model, credentials);
    CHECK((answer.kind == Kind::granted) == row.granted);
    CHECK(answer.reason == (row.granted ? Reason::allowed : Reason::certificate_field_mismatch));
  }
}

TEST_CASE("a trusted chain does not help a thumbprint client, nor a thumbprint a client of a CA scheme") {
  PeerCertificate presented = certificate();
  Client by_thumbprint = client("device");
  by_thumbprint.allowed_thumbprints = {std::string(64, 'C')};
  CHECK(connect(with_clients({by_thumbprint}),
                {.user_name = "device", .certificate = &presented, .chain = ChainOutcome::trusted})
            .reason == Reason::thumbprint_mismatch);
  Client by_subject = with_scheme("vehicle", Scheme::subject_matches_authentication_name);
  by_subject.allowed_thumbprints = {presented.thumbprint_sha256};
  CHECK(connect(with_clients({by_subject}),
                {.user_name = "vehicle", .certificate = &presented, .chain = ChainOutcome::trusted})
            .reason == Reason::certificate_field_mismatch);
}

TEST_CASE("every verdict but trusted refuses with its own reason") {
  PeerCertificate presented = certificate();
  const Namespace model = with_clients({with_scheme("device", Scheme::subject_matches_authentication_name)});
  const std::pair<ChainOutcome, Reason> rows[] = {
      {ChainOutcome::not_trusted, Reason::certificate_chain_not_trusted},
      {ChainOutcome::ca_expired, Reason::ca_certificate_expired},
      {ChainOutcome::ca_not_yet_valid, Reason::ca_certificate_not_yet_valid},
      {ChainOutcome::constraint_broken, Reason::certificate_constraint_broken},
      {ChainOutcome::weak, Reason::certificate_chain_weak},
      {ChainOutcome::signature_invalid, Reason::certificate_signature_invalid},
  };
  for (const auto& [outcome, reason] : rows) {
    const auto answer = connect(model, {.user_name = "device", .certificate = &presented, .chain = outcome});
    CHECK(answer.kind == Kind::refused);
    CHECK(answer.reason == reason);
    CHECK(answer.detail.find(" uses SubjectMatchesAuthenticationName; ") != std::string::npos);
  }
}

TEST_CASE("the parts of a legacy certificateSubject: those that are given must equal the subject's") {
  // broker-behaviour 3.4, 2023-06-01-preview
  PeerCertificate presented = certificate();
  presented.subject = "CN=other,OU=line 1,OU=line 2,O=Contoso,C=DE";
  struct Row {
    SubjectParts parts;
    bool granted;
  };
  const Row rows[] = {
      {{.common_name = "other"}, true},
      {{.common_name = "OTHER", .organization = "contoso"}, true},
      {{.organization_unit = "line 2", .country_code = "DE"}, true},
      {{.common_name = "other",
        .organization = "Contoso",
        .organization_unit = "line 1",
        .country_code = "DE"},
       true},
      {{.common_name = "device"}, false},
      {{.common_name = "other", .country_code = "US"}, false},
      {{.organization_unit = "line 3"}, false},
  };
  for (const Row& row : rows) {
    Client by_parts = with_scheme("device", Scheme::subject_matches_authentication_name);
    by_parts.certificate_subject = row.parts;
    const Namespace model = with_clients({by_parts});
    Credentials credentials{.user_name = "device", .certificate = &presented};
    CHECK(connect(model, credentials).kind == Kind::needs_chain);
    credentials.chain = ChainOutcome::trusted;
    const auto answer = connect(model, credentials);
    CHECK((answer.kind == Kind::granted) == row.granted);
    if (!row.granted) CHECK(answer.reason == Reason::certificate_field_mismatch);
  }
}

TEST_CASE("the client that credentials name is found without proof") {
  Namespace model = empty_namespace();
  model.clients = {client("dev1")};
  const auto policy = compile(model, nullptr);
  const auto named = [](std::string_view name) {
    Credentials credentials;
    credentials.user_name = name;
    return credentials;
  };
  CHECK(find_client(*policy, named("DEV1")) == policy->find("dev1"));
  CHECK(find_client(*policy, named("dev2")) == nullptr);
  CHECK(find_client(*policy, named("")) == nullptr);
}
