// Clients by certificate chain, over real TLS and with ARM resources: a sample of the certificate matrix, and
// what changes of the CA certificates mean for who is connected and who comes.
#include <memory>

#include "tests/support/catch.hpp"
#include "tests/support/certificate_matrix.hpp"
#include "tests/support/websocket_client.hpp"
#include "tests/support/wire_certificates.hpp"

namespace eg::test {
namespace {

constexpr const char* subject_scheme = "SubjectMatchesAuthenticationName";

/// device-1 and device-2 authenticate by chain and subject; the root of `authority` is registered.
struct ChainEmulator : WireEmulator {
  ChainEmulator() {
    put_namespace();
    put_ca(*this, "root", authority.root.get());
    for (const std::string name : {"device-1", "device-2"})
      put("wire-ns/clients/" + name, scheme_body(name, subject_scheme));
  }
  WireAuthority authority;
  WireIdentity device = authority.identity(leaf_spec("device-1"));
};

bool has_lost(WireClient& client, std::uint8_t code) {
  const auto packet = client.packet();
  return packet && packet->at(0) == 0xE0 && disconnect_code(*packet) == code && !client.packet();
}

void try_case(const WireEmulator& emulator, const MatrixAuthority& authority, const SchemeRow& scheme,
              FieldCase field) {
  for (const std::string name : {"root", "middle", "stranger"}) {
    erase(emulator, "wire-ns/caCertificates/" + name);
  }
  for (const auto& [name, certificate] : authority.registered()) put_ca(emulator, name, certificate);
  WireIdentity identity(shared(authority.leaf_key()), authority.leaf(scheme, field));
  for (X509* sent : authority.sent()) identity.sent.push_back(shared(sent));
  const std::string before = emulator.log();
  WireClient client = emulator.mqtt(&identity);
  const std::uint8_t code = connect_code_of(client, {.user_name = scheme.good});
  const authz::ReasonRow& row = authz::row(authority.expected(field));
  CHECK(code == row.v5_code);
  const std::string logged = emulator.log().substr(before.size());
  INFO(logged);
  if (code != 0) CHECK(logged.find(std::string(row.identifier)) != std::string::npos);
}

}  // namespace

TEST_CASE("certificate matrix: a sample of every kind over TLS and ARM") {
  const std::int64_t now = std::time(nullptr);
  const WireEmulator emulator;
  emulator.put_namespace();
  for (const SchemeRow& row : scheme_rows) {
    emulator.put("wire-ns/clients/" + std::string(row.name), scheme_body(row.good, row.name));
  }
  const auto sent_to_root = shape_rows[3];
  for (const io::KeyKind kind : key_kinds) {
    for (const ShapeRow& shape : shape_rows) {
      INFO(shape.name << ", key kind " << static_cast<int>(kind));
      try_case(emulator, MatrixAuthority(shape, validity_rows[0], kind, now), scheme_rows[1],
               FieldCase::match);
    }
  }
  for (const ValidityRow& validity : validity_rows) {
    INFO(validity.name);
    try_case(emulator, MatrixAuthority(sent_to_root, validity, key_kinds[0], now), scheme_rows[2],
             FieldCase::match);
  }
  const MatrixAuthority good(sent_to_root, validity_rows[0], key_kinds[0], now);
  for (const SchemeRow& scheme : scheme_rows) {
    for (const FieldCase field : field_cases) {
      INFO(scheme.name << ", field case " << static_cast<int>(field));
      try_case(emulator, good, scheme, field);
    }
  }
}

TEST_CASE(
    "a CA certificate that is deleted or replaced ends the sessions it vouched for, before the answer") {
  ChainEmulator emulator;
  const WireAuthority other("Other", 30);
  const auto change = GENERATE(0, 1);
  WireClient client = emulator.session(emulator.device, "device-1");
  if (change == 0) {
    erase(emulator, "wire-ns/caCertificates/root");
  } else {
    put_ca(emulator, "root", other.root.get());
  }
  // When the request is answered, then the session has ended: no wait, and the log says it
  CHECK(emulator.log().find("ClientAuthenticationError") != std::string::npos);
  CHECK(has_lost(client, 0x87));
  WireClient refused = emulator.mqtt(&emulator.device);
  CHECK(connect_code_of(refused, {.user_name = "device-1"}) == 0x87);
  CHECK(emulator.log().find("certificate-chain-not-trusted") != std::string::npos);
  // A CA certificate that is added counts for the next CONNECT
  put_ca(emulator, "again", emulator.authority.root.get());
  emulator.session(emulator.device, "device-1");
}

TEST_CASE("a change of the CA certificates keeps those who have another way, and thumbprint clients") {
  ChainEmulator emulator;
  put_ca(emulator, "middle", emulator.authority.middle.get());
  const WireIdentity alice("alice");
  emulator.put_client("alice", alice);
  WireClient by_thumbprint = emulator.session(alice, "alice");
  WireClient client = emulator.session(emulator.device, "device-1");
  erase(emulator, "wire-ns/caCertificates/root");
  for (WireClient* one : {&by_thumbprint, &client}) {
    one->send(pingreq_packet());
    CHECK(one->packet().value() == Bytes{0xD0, 0x00});
  }
  erase(emulator, "wire-ns/caCertificates/middle");
  CHECK(has_lost(client, 0x87));
  by_thumbprint.send(pingreq_packet());
  CHECK(by_thumbprint.packet().value() == Bytes{0xD0, 0x00});
}

TEST_CASE(
    "after the DELETE of a CA certificate was answered, nothing is routed to or from whom it vouched for") {
  ChainEmulator emulator;
  emulator.put("wire-ns",
               R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled",)"
               R"("maximumClientSessionsPerAuthenticationName":50}}})");
  const WireIdentity alice("alice");
  emulator.put_client("alice", alice);
  WireClient observer = emulator.session(alice, "alice");
  observer.send(subscribe_packet({.filters = {{.filter = "t/#"}}}));
  REQUIRE(observer.packet().value().at(0) == 0x90);
  std::vector<std::unique_ptr<WireClient>> clients;
  for (int count = 0; count < 40; ++count) {
    clients.push_back(std::make_unique<WireClient>(
        WireOptions{.port = emulator.mqtt_port(), .identity = &emulator.device}));
    REQUIRE(connect_code_of(*clients.back(), {.client_identifier = "s" + std::to_string(count),
                                              .user_name = "device-1"}) == 0);
    clients.back()->send(subscribe_packet({.filters = {{.filter = "t/#"}}}));
    REQUIRE(clients.back()->packet().value().at(0) == 0x90);
  }
  erase(emulator, "wire-ns/caCertificates/root");
  for (const auto& client : clients) {
    // The peer may have closed already
    try {
      client->send(publish_packet({.topic = "t/late", .payload = "late"}));
    } catch (const std::runtime_error&) {
    }
  }
  observer.send(publish_packet({.topic = "t/after", .payload = "after"}));
  const Bytes first = observer.packet().value();
  CHECK(std::string(first.end() - 5, first.end()) == "after");
  for (const auto& client : clients) CHECK(has_lost(*client, 0x87));
}

TEST_CASE("a client that becomes one of a CA scheme is verified while it is connected") {
  ChainEmulator emulator;
  const WireIdentity self_signed("device-1");
  emulator.put_client("device-1", self_signed);
  WireClient stranger = emulator.session(self_signed, "device-1");
  emulator.put("wire-ns/clients/device-1", scheme_body("device-1", subject_scheme));
  CHECK(has_lost(stranger, 0x87));
  emulator.put_client("device-1", emulator.device);
  WireClient vouched_for = emulator.session(emulator.device, "device-1");
  emulator.put("wire-ns/clients/device-1", scheme_body("device-1", subject_scheme));
  vouched_for.send(pingreq_packet());
  CHECK(vouched_for.packet().value() == Bytes{0xD0, 0x00});
}

TEST_CASE("a resumed TLS session keeps the chain, and is judged anew by what is registered then") {
  ChainEmulator emulator;
  const auto resume = [&](SSL_SESSION* session, int tls) {
    return std::make_unique<WireClient>(
        WireOptions{.port = emulator.mqtt_port(), .tls_version = tls, .session = session});
  };
  for (const int tls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    put_ca(emulator, "root", emulator.authority.root.get());
    WireClient first = emulator.mqtt(&emulator.device, tls);
    REQUIRE(connect_code_of(first, {.user_name = "device-1"}) == 0);
    SSL_SESSION* session = first.session();
    SSL_shutdown(first.native());
    auto second = resume(session, tls);
    CHECK(second->resumed());
    CHECK(connect_code_of(*second, {.user_name = "device-1"}) == 0);
    SSL_SESSION_free(session);
    session = second->session();
    SSL_shutdown(second->native());
    erase(emulator, "wire-ns/caCertificates/root");
    const auto third = resume(session, tls);
    CHECK(third->resumed());
    CHECK(connect_code_of(*third, {.user_name = "device-1"}) == 0x87);
    SSL_SESSION_free(session);
  }
}

TEST_CASE("a CA certificate that ends ends the connections it vouched for") {
  ChainEmulator emulator;
  EVP_PKEY* const key = key_number(io::KeyKind::ecdsa_p256, 40);
  CertificateSpec spec = authority_spec("Short-lived");
  spec.days = {-1, 0};
  spec.seconds_more = 5;
  const auto root = make(spec, key, nullptr, nullptr, std::time(nullptr));
  put_ca(emulator, "short", root.get());
  EVP_PKEY* const leaf_key = key_number(io::KeyKind::ecdsa_p256, 41);
  const WireIdentity device(shared(leaf_key),
                            make(leaf_spec("device-2"), leaf_key, root.get(), key, std::time(nullptr)));
  WireClient client = emulator.session(device, "device-2");
  CHECK(has_lost(client, 0x87));
  CHECK(emulator.log().find("has expired") != std::string::npos);
  WireClient late = emulator.mqtt(&device);
  CHECK(connect_code_of(late, {.user_name = "device-2"}) == 0x87);
  CHECK(emulator.log().find("ca-certificate-expired") != std::string::npos);
}

TEST_CASE("packets that follow a CONNECT whose chain is verified wait for it; MQTT over WebSocket too") {
  ChainEmulator emulator;
  Bytes all = connect_packet({.user_name = "device-1"});
  for (const Bytes& packet : {subscribe_packet({.filters = {{.filter = "t/#"}}}),
                              publish_packet({.topic = "t/a", .payload = "hello"})}) {
    all.insert(all.end(), packet.begin(), packet.end());
  }
  WireClient client = emulator.mqtt(&emulator.device);
  client.send(all);
  WebSocketClient websocket({.port = emulator.https_port(), .identity = &emulator.device});
  for (const int expected : {0x20, 0x90, 0x30}) CHECK(client.packet().value().at(0) == expected);
  client.send(disconnect_packet({}));
  while (client.packet()) continue;
  websocket.send_packet(all);
  for (const int expected : {0x20, 0x90, 0x30}) CHECK(websocket.packet().value().at(0) == expected);
}

}  // namespace eg::test
