// MQTT over WebSocket over real TLS, on the HTTPS port (broker-behaviour 2.3; MQTT 5, 6; RFC 6455).
#include <chrono>
#include <thread>

#include <openssl/ssl.h>

#include "tests/support/websocket_client.hpp"

namespace eg::test {
namespace {

const WireIdentity& alice() {
  static const WireIdentity identity("alice");
  return identity;
}

const WireIdentity& bob() {
  static const WireIdentity identity("bob");
  return identity;
}

struct Provisioned : WireEmulator {
  Provisioned() {
    put_namespace();
    put_client("alice", alice());
    put_client("bob", bob());
  }
  WireOptions options(int tls_version = TLS1_3_VERSION) {
    return {.port = app().https_port(), .identity = &alice(), .tls_version = tls_version};
  }
  /// Waits for a line; the log is written by other threads.
  bool logged(std::string_view text) const {
    for (int round = 0; round < 200; ++round) {
      if (log().find(text) != std::string::npos) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
};

std::string payload_of(const Bytes& publish, std::size_t size) {
  return {publish.end() - static_cast<std::ptrdiff_t>(size), publish.end()};
}

TEST_CASE("messages go over WebSocket in both versions of MQTT and TLS, and the log says so") {
  Provisioned emulator;
  for (const auto version : {mqtt::Version::v311, mqtt::Version::v5}) {
    for (const int tls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      WebSocketClient client(emulator.options(tls));
      CHECK(client.upgrade.header.find("Sec-WebSocket-Protocol: mqtt\r\n") != std::string::npos);
      CHECK(client.upgrade.header.find("Connection: Upgrade\r\n") != std::string::npos);
      REQUIRE(client.connect({.version = version, .user_name = "alice"}) == 0);
      client.send_packet(subscribe_packet({.version = version, .filters = {{.filter = "t/+"}}}));
      CHECK(client.packet().value().at(0) == 0x90);
      client.send_packet(publish_packet({.version = version, .topic = "t/a", .payload = "hello"}));
      CHECK(payload_of(client.packet().value(), 5) == "hello");
    }
  }
  CHECK(emulator.logged(" protocol=MQTT3-WS"));
  CHECK(emulator.logged(" protocol=MQTT5-WS"));
}

TEST_CASE("a large message crosses between WebSocket and MQTT over TLS both ways") {
  Provisioned emulator;
  WebSocketClient web(emulator.options());
  REQUIRE(web.connect({.client_identifier = "web", .user_name = "alice"}) == 0);
  WireClient plain = emulator.session(bob(), "bob");
  const std::string large(200'000, 'L');
  web.send_packet(subscribe_packet({.filters = {{.filter = "t/down"}}}));
  plain.send(subscribe_packet({.filters = {{.filter = "t/up"}}}));
  REQUIRE(web.packet());
  REQUIRE(plain.packet());
  plain.send(publish_packet({.topic = "t/down", .payload = large}));
  CHECK(payload_of(web.packet().value(), large.size()) == large);
  web.send_packet(publish_packet({.topic = "t/up", .payload = large}));
  CHECK(payload_of(plain.packet().value(), large.size()) == large);
}

TEST_CASE(
    "packets and frames need not align: fragments, empty frames, several packets in one, byte by byte") {
  Provisioned emulator;
  const Bytes connect = connect_packet({.user_name = "alice"});
  const Bytes subscribe = subscribe_packet({.filters = {{.filter = "t/#"}}});
  std::string all(connect.begin(), connect.end());
  all.append(subscribe.begin(), subscribe.end());
  WebSocketClient together(emulator.options());
  together.send({.payload = all});
  CHECK(together.packet().value().at(0) == 0x20);
  CHECK(together.packet().value().at(0) == 0x90);
  WebSocketClient fragments(emulator.options());
  fragments.send({.payload = all.substr(0, 3), .is_final = false});
  fragments.send({.opcode = 9, .payload = "between"});
  for (std::size_t at = 3; at < all.size(); ++at)
    fragments.send({.opcode = 0, .payload = all.substr(at, 1), .is_final = false});
  fragments.send({.opcode = 0});
  const auto pong = fragments.frame();
  REQUIRE(pong);
  CHECK(pong->opcode == 10);
  CHECK(pong->payload == "between");
  CHECK(fragments.packet().value().at(0) == 0x20);
  CHECK(fragments.packet().value().at(0) == 0x90);
  WebSocketClient in_bytes(emulator.options());
  for (const std::uint8_t byte : frame_bytes({.payload = all})) in_bytes.tls.send(Bytes{byte});
  CHECK(in_bytes.packet().value().at(0) == 0x20);
  CHECK(in_bytes.packet().value().at(0) == 0x90);
}

TEST_CASE("a Close frame is echoed and counts as the client's own end, and the will is still published") {
  Provisioned emulator;
  WireClient watcher = emulator.session(bob(), "bob");
  watcher.send(subscribe_packet({.filters = {{.filter = "t/will"}}}));
  REQUIRE(watcher.packet());
  WebSocketClient client(emulator.options());
  ConnectOptions options{.client_identifier = "leaving", .user_name = "alice"};
  options.will = WillOptions{.topic = "t/will", .payload = "gone"};
  REQUIRE(client.connect(options) == 0);
  client.send({.opcode = 8, .payload = close_payload(1001, "going away")});
  CHECK_FALSE(client.packet());
  REQUIRE(client.close);
  CHECK(client.close->close_code() == 1001);
  CHECK_FALSE(client.tls.fill(1));
  CHECK(payload_of(watcher.packet().value(), 4) == "gone");
  CHECK(emulator.logged("disconnected: ClientInitiatedDisconnect"));
}

TEST_CASE("DISCONNECT, a refused CONNECT and the broker's own end are followed by a Close frame") {
  Provisioned emulator;
  WebSocketClient leaving(emulator.options());
  REQUIRE(leaving.connect({.client_identifier = "a", .user_name = "alice"}) == 0);
  leaving.send_packet(disconnect_packet({}));
  CHECK_FALSE(leaving.packet());
  REQUIRE(leaving.close);
  CHECK(leaving.close->close_code() == 1000);
  WebSocketClient stranger({.port = emulator.app().https_port()});
  CHECK(stranger.connect({.user_name = "alice"}) == 0x87);
  CHECK_FALSE(stranger.packet());
  CHECK(stranger.close.value().close_code() == 1000);
  CHECK(emulator.logged("no-client-certificate"));
  WebSocketClient staying(emulator.options());
  REQUIRE(staying.connect({.client_identifier = "b", .user_name = "alice"}) == 0);
  emulator.stop();
  CHECK(staying.packet().value().at(0) == 0xE0);
  CHECK_FALSE(staying.packet());
  CHECK(staying.close.value().close_code() == 1000);
}

TEST_CASE("what breaks the rules of WebSocket ends the connection with its code, before CONNECT and after") {
  Provisioned emulator;
  struct Case {
    ClientFrame frame;
    unsigned code;
  };
  const std::vector<Case> cases = {{{.opcode = 1, .payload = "text"}, 1003},
                                   {{.payload = "x", .is_masked = false}, 1002},
                                   {{.payload = "x", .reserved_bits = 4}, 1002},
                                   {{.opcode = 9, .payload = std::string(126, 'p')}, 1002}};
  for (const Case& each : cases) {
    for (const bool is_connected : {false, true}) {
      WebSocketClient client(emulator.options());
      if (is_connected) REQUIRE(client.connect({.user_name = "alice"}) == 0);
      client.send(each.frame);
      CHECK_FALSE(client.packet());
      REQUIRE(client.close);
      CHECK(client.close->close_code() == each.code);
    }
  }
  CHECK(emulator.logged("CONNECT refused: transport-error"));
  CHECK(emulator.logged("disconnected: ClientError"));
}

TEST_CASE("a client that floods with pings and reads nothing holds up nobody") {
  Provisioned emulator;
  WebSocketClient flooding(emulator.options());
  FrameBytes pings;
  for (int count = 0; count < 200; ++count) {
    const FrameBytes ping = frame_bytes({.opcode = 9, .payload = std::string(125, 'p')});
    pings.insert(pings.end(), ping.begin(), ping.end());
  }
  for (int round = 0; round < 100; ++round) flooding.tls.send(pings);
  WireClient other = emulator.session(alice(), "alice");
  other.send(pingreq_packet());
  CHECK(other.packet().value().at(0) == 0xD0);
  const auto pong = flooding.frame();
  REQUIRE(pong);
  CHECK(pong->opcode == 10);
}

TEST_CASE("a resumed TLS session keeps the client's certificate, on the other port too") {
  Provisioned emulator;
  for (const int tls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const bool is_websocket : {true, false}) {
      WebSocketClient first(emulator.options(tls));
      REQUIRE(first.connect({.user_name = "alice"}) == 0);
      SSL_SESSION* session = first.tls.session();
      SSL_shutdown(first.tls.native());
      const std::uint16_t port = is_websocket ? emulator.app().https_port() : emulator.app().mqtt_port();
      const WireOptions resuming{.port = port, .tls_version = tls, .session = session};
      if (is_websocket) {
        WebSocketClient second(resuming);
        CHECK(second.tls.resumed());
        CHECK(second.connect({.user_name = "alice"}) == 0);
      } else {
        WireClient second(resuming);
        CHECK(second.resumed());
        second.send(connect_packet({.user_name = "alice"}));
        CHECK(connack_code(second.packet().value()) == 0);
      }
      SSL_SESSION_free(session);
    }
  }
}

TEST_CASE("the server's key is the one the client asks for, on both ports and in both versions of TLS") {
  Provisioned emulator;
  for (const std::uint16_t port : {emulator.app().https_port(), emulator.app().mqtt_port()}) {
    for (const int tls : {TLS1_2_VERSION, TLS1_3_VERSION}) {
      for (const bool wants_rsa : {false, true}) {
        const WireClient client({.port = port,
                                 .tls_version = tls,
                                 .signature_algorithms = wants_rsa ? "rsa_pss_rsae_sha256:RSA+SHA256"
                                                                   : "ECDSA+SHA256:ECDSA+SHA384"});
        X509* certificate = SSL_get0_peer_certificate(client.native());
        REQUIRE(certificate != nullptr);
        CHECK(EVP_PKEY_get_base_id(X509_get0_pubkey(certificate)) ==
              (wants_rsa ? EVP_PKEY_RSA : EVP_PKEY_EC));
      }
    }
  }
}

TEST_CASE("an upgrade that is no good is refused over HTTP, and a foreign page learns nothing") {
  Provisioned emulator;
  struct Case {
    UpgradeOptions options;
    int status;
  };
  const std::vector<Case> cases = {
      {{.target = "/"}, 404},
      {{.protocol = ""}, 400},
      {{.protocol = "Sec-WebSocket-Protocol: mqttv3.1\r\n"}, 400},
      {{.version = "8"}, 426},
      {{.host = "evil.example"}, 403},
      {{.more_headers = "Origin: https://evil.example\r\n"}, 403},
  };
  for (const Case& each : cases) {
    WireClient client = emulator.https();
    client.send(upgrade_text(each.options));
    const HttpReply reply = read_reply(client);
    CHECK(reply.status == each.status);
    CHECK(reply.body.find("\"message\"") != std::string::npos);
    CHECK_FALSE(client.fill(1));
  }
  CHECK(emulator.http({.target = "/mqtt"}).status == 426);
  CHECK(emulator.log().find("MQTT over WebSocket refused: ") != std::string::npos);
}

TEST_CASE("the namespace is chosen by the server name, as on the MQTT port") {
  Provisioned emulator;
  emulator.put("other-ns",
               R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})");
  WireOptions options = emulator.options();
  options.server_name = "other-ns.ts.eventgrid.localhost";
  WebSocketClient refused(options);
  CHECK(refused.connect({.user_name = "alice"}) >= 0x80);
  options.server_name = "wire-ns.ts.eventgrid.localhost";
  WebSocketClient accepted(options);
  CHECK(accepted.connect({.user_name = "alice"}) == 0);
}

}  // namespace
}  // namespace eg::test
