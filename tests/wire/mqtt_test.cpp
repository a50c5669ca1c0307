// MQTT over real TLS: both versions, both TLS versions, what a handshake carries and what happens around it.
#include <list>
#include <string>

#include <openssl/ssl.h>

#include "tests/support/wire_emulator.hpp"

namespace eg::test {
namespace {

const WireIdentity& alice() {
  static const WireIdentity identity("alice");
  return identity;
}

struct Provisioned : WireEmulator {
  Provisioned() {
    put_namespace();
    put_client("alice", alice());
  }
};

std::uint8_t answer_to_connect(WireClient& client, const std::string& name) {
  client.send(connect_packet({.client_identifier = "s", .user_name = name}));
  const auto answer = client.packet();
  REQUIRE(answer);
  REQUIRE(answer->at(0) == 0x20);
  return connack_code(*answer);
}

TEST_CASE("a message goes from publisher to subscriber in every pairing of versions and TLS") {
  const Provisioned emulator;
  for (const auto version : {mqtt::Version::v311, mqtt::Version::v5}) {
    for (const int tls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      for (const unsigned qos : {0U, 1U}) {
        WireClient client = emulator.mqtt(&alice(), tls);
        client.send(connect_packet({.version = version, .user_name = "alice"}));
        REQUIRE(connack_code(client.packet().value()) == 0);
        client.send(subscribe_packet({.version = version, .filters = {{.filter = "t/+", .qos = 1}}}));
        CHECK(client.packet().value().back() == 1);
        client.send(publish_packet(
            {.version = version, .topic = "t/a", .payload = "hello", .qos = qos, .packet_identifier = 7}));
        std::string payload;
        for (unsigned count = 0; count <= qos; ++count) {
          const Bytes packet = client.packet().value();
          if (packet.at(0) >> 4 == 3) payload.assign(packet.end() - 5, packet.end());
        }
        CHECK(payload == "hello");
      }
    }
  }
}

TEST_CASE("refusals are a CONNACK with a reason, and a line that explains it") {
  const Provisioned emulator;
  const WireIdentity stranger("stranger");
  WireClient unknown_thumbprint = emulator.mqtt(&stranger);
  CHECK(answer_to_connect(unknown_thumbprint, "alice") >= 0x80);
  CHECK_FALSE(unknown_thumbprint.packet());
  CHECK(emulator.log().find("thumbprint-mismatch") != std::string::npos);
  WireClient without_certificate = emulator.mqtt(nullptr);
  CHECK(answer_to_connect(without_certificate, "alice") >= 0x80);
  CHECK(emulator.log().find("no-client-certificate") != std::string::npos);
  WireClient unknown_name = emulator.mqtt(&alice());
  CHECK(answer_to_connect(unknown_name, "bob") >= 0x80);
  CHECK(emulator.log().find("client-not-found") != std::string::npos);
}

TEST_CASE("a resumed TLS session keeps the client's certificate") {
  const Provisioned emulator;
  for (const int tls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    WireClient first = emulator.mqtt(&alice(), tls);
    REQUIRE(answer_to_connect(first, "alice") == 0);
    SSL_SESSION* session = first.session();  // by now the ticket of TLS 1.3 was read
    SSL_shutdown(first.native());            // an unclean end would make the session unusable
    WireClient second({.port = const_cast<Provisioned&>(emulator).app().mqtt_port(),
                       .tls_version = tls,
                       .session = session});
    SSL_SESSION_free(session);
    CHECK(second.resumed());
    CHECK(answer_to_connect(second, "alice") == 0);
  }
}

TEST_CASE("a resumed TLS session names its namespace anew, the same or another") {
  Provisioned emulator;
  emulator.put("other-ns",
               R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})");
  emulator.put_client("alice", alice(), "other-ns");
  for (const int tls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    std::list<WireClient> clients;  // a session is not resumed once its context is gone
    for (const std::string name : {"wire-ns", "wire-ns", "other-ns"}) {
      const bool is_first = clients.empty();
      SSL_SESSION* const session = is_first ? nullptr : clients.back().session();
      WireClient& client = clients.emplace_back(WireOptions{.port = emulator.mqtt_port(),
                                                            .identity = is_first ? &alice() : nullptr,
                                                            .tls_version = tls,
                                                            .server_name = name + ".localhost",
                                                            .session = session});
      SSL_SESSION_free(session);
      CHECK(client.resumed() != is_first);
      const std::size_t logged = emulator.log().size();
      CHECK(answer_to_connect(client, "alice") == 0);
      const std::string line = emulator.log().substr(logged);
      CHECK(line.find("connected ") != std::string::npos);
      CHECK(line.find(" namespace=\"" + name + "\"") != std::string::npos);
      SSL_shutdown(client.native());
    }
  }
}

TEST_CASE("the server's certificate is trusted through ca.pem by each of its names") {
  Provisioned emulator;
  for (const std::string name : {"localhost", "wire-ns.ts.eventgrid.localhost"}) {
    WireClient client({.port = emulator.app().mqtt_port(),
                       .identity = &alice(),
                       .server_name = name,
                       .ca_certificate_pem = emulator.app().ca_certificate_pem()});
    CHECK(answer_to_connect(client, "alice") == 0);
  }
  CHECK_THROWS(WireClient({.port = emulator.app().mqtt_port(),
                           .server_name = "example.org",
                           .ca_certificate_pem = emulator.app().ca_certificate_pem()}));
}

TEST_CASE("CONNECT and what follows it may come with the end of the handshake, or byte by byte") {
  const Provisioned emulator;
  Bytes all = connect_packet({.user_name = "alice"});
  const Bytes subscribe = subscribe_packet({.filters = {{.filter = "t/#"}}});
  all.insert(all.end(), subscribe.begin(), subscribe.end());
  WireClient at_once = emulator.mqtt(&alice());
  at_once.send(all);
  CHECK(at_once.packet().value().at(0) == 0x20);
  CHECK(at_once.packet().value().at(0) == 0x90);
  WireClient in_bytes = emulator.mqtt(&alice());
  for (const std::uint8_t byte : all) in_bytes.send(Bytes{byte});
  CHECK(in_bytes.packet().value().at(0) == 0x20);
  CHECK(in_bytes.packet().value().at(0) == 0x90);
}

TEST_CASE("garbage after the handshake closes the connection and nothing else") {
  const Provisioned emulator;
  WireClient good = emulator.session(alice(), "alice");
  for (const Bytes& garbage : {Bytes{0x00}, Bytes{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}, Bytes(100, 0x41)}) {
    WireClient bad = emulator.mqtt(&alice());
    bad.send(garbage);
    while (bad.packet()) continue;
  }
  good.send(pingreq_packet());
  CHECK(good.packet().value() == Bytes{0xD0, 0x00});
}

}  // namespace
}  // namespace eg::test
