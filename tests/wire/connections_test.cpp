// Many, slow, silent and hostile connections, and the orderly stop.
#include <chrono>
#include <thread>

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
    for (const std::string name : {"alice", "bob"}) put_client(name, alice());
  }
};

TEST_CASE("a peer that does not finish its handshake holds up nobody") {
  Provisioned emulator;
  const io::FileDescriptor silent = connect_tcp(emulator.app().mqtt_port());
  const io::FileDescriptor slow = connect_tcp(emulator.app().mqtt_port());
  ::send(slow.get(), "\x16\x03\x01", 3, MSG_NOSIGNAL);
  const auto start = std::chrono::steady_clock::now();
  emulator.session(alice(), "alice");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(2));
}

TEST_CASE("garbage instead of a handshake is answered by closing") {
  Provisioned emulator;
  CHECK(send_clear_text(emulator.app().mqtt_port(), std::string(300, '\xFF')).empty());
  send_clear_text(emulator.app().mqtt_port(), std::string("\x16\x03\x01\x02\x00", 5) + std::string(600, 'x'));
  emulator.session(alice(), "alice");
}

TEST_CASE("plain MQTT on the TLS port is closed, and the log names the cure") {
  Provisioned emulator;
  const Bytes connect = connect_packet({});
  CHECK(send_clear_text(emulator.app().mqtt_port(), std::string(connect.begin(), connect.end())).empty());
  CHECK(emulator.log().find("plain MQTT was sent to the TLS port") != std::string::npos);
}

TEST_CASE("a client that does not trust the emulator's certificate leaves a line that says what to do") {
  const WireEmulator emulator;
  const io::ContextPointer context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  const io::FileDescriptor socket = connect_tcp(emulator.mqtt_port());
  const io::SslPointer client(SSL_new(context.get()));
  SSL_set_fd(client.get(), socket.get());
  CHECK(SSL_connect(client.get()) != 1);
  const auto is_logged = [&emulator] {
    return emulator.log().find("trust the emulator's ca.pem") != std::string::npos;
  };
  const auto start = std::chrono::steady_clock::now();
  while (!is_logged() && std::chrono::steady_clock::now() - start < std::chrono::seconds(10))
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  CHECK(is_logged());
}

TEST_CASE("two hundred clients are connected at a time and all get the message") {
  WireEmulator emulator;
  emulator.put_namespace();
  emulator.put_client("alice", alice());
  emulator.put("wire-ns",
               R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled",)"
               R"("maximumClientSessionsPerAuthenticationName":100}}})");
  emulator.put_client("bob", alice());
  std::vector<WireClient> clients;
  for (int number = 0; number < 200; ++number) {
    WireClient client = emulator.mqtt(&alice());
    client.send(connect_packet({.client_identifier = "session-" + std::to_string(number),
                                .user_name = number % 2 == 0 ? "alice" : "bob"}));
    REQUIRE(connack_code(client.packet().value()) == 0);
    client.send(subscribe_packet({.filters = {{.filter = "t/all"}}}));
    REQUIRE(client.packet().value().at(0) == 0x90);
    clients.push_back(std::move(client));
  }
  clients.front().send(publish_packet({.topic = "t/all", .payload = "x"}));
  for (WireClient& client : clients) CHECK(client.packet().value().at(0) == 0x30);
}

TEST_CASE("a slow reader gets every QoS 1 message, whole and in order") {
  Provisioned emulator;
  WireClient subscriber = emulator.session(alice(), "alice");
  subscriber.send(subscribe_packet({.filters = {{.filter = "t/#", .qos = 1}}}));
  REQUIRE(subscriber.packet().value().at(0) == 0x90);
  WireClient publisher = emulator.session(alice(), "bob");
  constexpr unsigned messages = 40;
  for (unsigned number = 1; number <= messages; ++number) {
    const std::string payload(20'000, static_cast<char>('a' + number % 26));
    publisher.send(
        publish_packet({.topic = "t/big", .payload = payload, .qos = 1, .packet_identifier = number}));
    REQUIRE(publisher.packet().value().at(0) == 0x40);
  }
  for (unsigned number = 1; number <= messages; ++number) {
    const Bytes packet = subscriber.packet().value();
    REQUIRE((packet.at(0) & 0xF0) == 0x30);
    CHECK(packet.size() > 20'000);
    CHECK(packet.back() == static_cast<std::uint8_t>('a' + number % 26));
    const std::size_t identifier_at = 4 + 2 + 5;  // three bytes of remaining length, then the topic
    subscriber.send(puback_packet({.packet_identifier = static_cast<unsigned>(
                                       packet.at(identifier_at) << 8 | packet.at(identifier_at + 1))}));
  }
}

TEST_CASE("a client that asks for key updates and says nothing else is ended, and others go on") {
  Provisioned emulator;
  WireClient hostile = emulator.session(alice(), "alice");
  BIO* const records = BIO_new(BIO_s_mem());  // many in one send: a send for each would take seconds
  SSL_set0_wbio(hostile.native(), records);
  const auto start = std::chrono::steady_clock::now();
  const auto is_ended = [&emulator] { return emulator.log().find("key updates") != std::string::npos; };
  while (!is_ended() && std::chrono::steady_clock::now() - start < std::chrono::seconds(30)) {
    for (int count = 0; count < 500; ++count) {
      SSL_key_update(hostile.native(), SSL_KEY_UPDATE_REQUESTED);
      SSL_do_handshake(hostile.native());
    }
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(records, &bytes);
    if (::send(hostile.socket(), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL) != size) break;
    (void)BIO_reset(records);
  }
  CHECK(is_ended());
  WireClient other = emulator.session(alice(), "bob");
  other.send(subscribe_packet({.filters = {{.filter = "t/#"}}}));
  REQUIRE(other.packet().value().at(0) == 0x90);
  other.send(publish_packet({.topic = "t/a", .payload = "x"}));
  CHECK(other.packet().value().at(0) == 0x30);
  CHECK(emulator.log().find("paused") == std::string::npos);
}

TEST_CASE("an orderly stop says DISCONNECT 0x8B to MQTT 5 clients and closes") {
  Provisioned emulator;
  WireClient v5 = emulator.session(alice(), "alice");
  WireClient v3 = emulator.session(alice(), "bob", mqtt::Version::v311);
  emulator.stop();
  const auto goodbye = v5.packet();
  REQUIRE(goodbye);
  CHECK(goodbye->at(0) == 0xE0);
  CHECK(goodbye->at(2) == 0x8B);
  CHECK_FALSE(v5.packet());
  CHECK_FALSE(v3.packet());
}

TEST_CASE("resources outlive a restart, and a second emulator on the directory is refused") {
  Provisioned emulator;
  LogList log;
  const auto second = app::App::start(emulator.config(), log);
  REQUIRE(second.has_error());
  CHECK(second.error().message.find(emulator.config().data_dir) != std::string::npos);
  emulator.session(alice(), "alice");
  emulator.stop();
  emulator.start();
  emulator.session(alice(), "alice");
}

TEST_CASE("a port in use fails the start with a sentence that names it") {
  Provisioned emulator;
  const TemporaryDirectory directory;
  app::Config config = emulator.config();
  config.data_dir = directory.path + "/new";
  config.https_port = emulator.app().https_port();
  LogList log;
  const auto second = app::App::start(config, log);
  REQUIRE(second.has_error());
  CHECK(second.error().message.find(std::to_string(config.https_port)) != std::string::npos);
  CHECK(second.error().message.find("--https-port") != std::string::npos);
}

TEST_CASE("a PUT of IP rules ends the connections it forbids before it is answered") {
  const WireEmulator emulator;
  emulator.put_namespace();
  const WireIdentity identity("alice");
  emulator.put_client("alice", identity);
  WireClient client = emulator.session(identity, "alice");
  const auto put_rules = [&emulator](const std::string& mask) {
    emulator.put("wire-ns",
                 R"({"location":"eastus","properties":{"inboundIpRules":[{"ipMask":")" + mask + R"("}]}})");
  };
  put_rules("10.0.0.0/8");
  CHECK(client.packet().value().at(0) == 0xE0);
  CHECK_FALSE(client.packet());
  CHECK(emulator.log().find("disconnected: IpForbidden") != std::string::npos);
  WireClient refused = emulator.mqtt(&identity);
  refused.send(connect_packet({.user_name = "alice"}));
  CHECK(connack_code(refused.packet().value()) == 0x87);
  CHECK(emulator.log().find("address 127.0.0.1 is not let in") != std::string::npos);
  put_rules("127.0.0.0/8");
  emulator.session(identity, "alice");
}

}  // namespace
}  // namespace eg::test
