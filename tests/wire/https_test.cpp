// HTTP over TLS: what the link itself is responsible for. What requests mean is tested without sockets.
#include <chrono>

#include "server/healthcheck_command.hpp"
#include "tests/support/wire_emulator.hpp"

namespace eg::test {
namespace {

TEST_CASE("a connection is kept alive between requests until the client ends it") {
  const WireEmulator emulator;
  WireClient client = emulator.https();
  for (int count = 0; count < 3; ++count) {
    client.send(http_text({.target = "/emulator/health"}));
    const HttpReply reply = read_reply(client);
    CHECK(reply.status == 200);
    CHECK(reply.header.find("Connection: keep-alive") != std::string::npos);
  }
  client.send(http_text({.target = "/emulator/health", .more_headers = "Connection: close\r\n"}));
  CHECK(read_reply(client).status == 200);
  CHECK_FALSE(client.fill(1));
}

TEST_CASE("pipelined requests are answered in order") {
  const WireEmulator emulator;
  WireClient client = emulator.https();
  client.send(http_text({.target = "/emulator/health"}) + http_text({.target = "/emulator/ca.pem"}));
  CHECK(read_reply(client).status == 200);
  CHECK(read_reply(client).body.find("BEGIN CERTIFICATE") != std::string::npos);
}

TEST_CASE("HEAD has the header of GET and no body") {
  const WireEmulator emulator;
  WireClient client = emulator.https();
  client.send(http_text({.method = "HEAD", .target = "/emulator/health"}));
  const HttpReply head = read_reply(client, false);
  CHECK(head.status == 200);
  CHECK(head.header.find("Content-Length: ") != std::string::npos);
  client.send(http_text({.target = "/emulator/health"}));
  CHECK(read_reply(client).status == 200);
}

TEST_CASE("Expect: 100-continue is answered before the body comes") {
  const WireEmulator emulator;
  WireClient client = emulator.https();
  const std::string body = R"({"location":"eastus"})";
  const std::string request = http_text({.method = "PUT",
                                         .target = WireEmulator::arm_target("wire-ns"),
                                         .body = body,
                                         .more_headers = "Expect: 100-continue\r\n"});
  client.send(request.substr(0, request.size() - body.size()));
  CHECK(client.text_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(body);
  CHECK(read_reply(client).status / 100 == 2);
}

TEST_CASE("what is too large or no HTTP is refused with a sentence and ends the connection") {
  const WireEmulator emulator;
  struct Case {
    std::string request;
    int status;
  };
  const std::vector<Case> cases = {
      {"PUT / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n\r\n", 413},
      {"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + std::string(70'000, 'x') + "\r\n\r\n", 431},
      {"this is not HTTP\r\n\r\n", 400},
      {"PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1;x=" +
           std::string(70'000, 'x'),
       431},
      {"PUT / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: " +
           std::string(70'000, 'x'),
       431},
  };
  for (const Case& each : cases) {
    WireClient client = emulator.https();
    client.send(each.request);
    const HttpReply reply = read_reply(client);
    CHECK(reply.status == each.status);
    CHECK(reply.body.find("\"message\"") != std::string::npos);
    CHECK_FALSE(client.fill(1));
  }
}

TEST_CASE("a foreign Host is refused") {
  const WireEmulator emulator;
  CHECK(emulator.http({.target = "/emulator/health", .host = "evil.example"}).status == 403);
  CHECK(emulator
            .http({.target = "/mqtt",
                   .host = "evil.example",
                   .more_headers = "Connection: Upgrade\r\nUpgrade: websocket\r\n"})
            .status == 403);
}

TEST_CASE("plain HTTP is answered 400 with a sentence in clear text") {
  WireEmulator emulator;
  const std::string answer =
      send_clear_text(emulator.app().https_port(), "GET /subscriptions HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(answer.starts_with("HTTP/1.1 400 "));
  CHECK(answer.find("https://localhost:") != std::string::npos);
}

TEST_CASE("a PUT that was answered is in force for the very next CONNECT, and so is a DELETE") {
  const WireEmulator emulator;
  emulator.put_namespace();
  const WireIdentity identity("alice");
  for (int round = 0; round < 10; ++round) {
    emulator.put_client("alice", identity);
    emulator.session(identity, "alice");
    REQUIRE(emulator.http({.method = "DELETE", .target = WireEmulator::arm_target("wire-ns/clients/alice")})
                    .status /
                100 ==
            2);
    WireClient refused = emulator.mqtt(&identity);
    refused.send(connect_packet({.user_name = "alice"}));
    CHECK(connack_code(refused.packet().value()) >= 0x80);
  }
}

TEST_CASE("a group's query that no longer fits takes a live session's subscription away at once") {
  const WireEmulator emulator;
  emulator.put("wire-ns",
               R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})");
  emulator.put("wire-ns/topicSpaces/space", R"({"properties":{"topicTemplates":["t/#"]}})");
  emulator.put("wire-ns/clientGroups/insiders", R"({"properties":{"query":"authenticationName = 'alice'"}})");
  emulator.put(
      "wire-ns/permissionBindings/sub",
      R"({"properties":{"clientGroupName":"insiders","topicSpaceName":"space","permission":"Subscriber"}})");
  const WireIdentity identity("alice");
  emulator.put_client("alice", identity);
  WireClient alice = emulator.session(identity, "alice");
  alice.send(subscribe_packet({.filters = {{.filter = "t/1"}}}));
  CHECK(alice.packet().value().back() == 0);
  emulator.put("wire-ns/clientGroups/insiders", R"({"properties":{"query":"authenticationName = 'bob'"}})");
  const auto disconnect = alice.packet();
  REQUIRE(disconnect);
  CHECK(disconnect->at(0) == 0xE0);
  std::size_t last_of_length = 1;
  while ((disconnect->at(last_of_length) & 0x80U) != 0) ++last_of_length;
  CHECK(disconnect->at(last_of_length + 1) == 0x87);
}

TEST_CASE("healthcheck is content with a ready emulator only") {
  WireEmulator emulator;
  app::Config config = emulator.config();
  config.https_port = emulator.app().https_port();
  CHECK(app::check_health(config).has_value());
  config.health_url = "https://localhost:" + std::to_string(config.https_port) + "/emulator/none";
  CHECK(app::check_health(config).has_error());
  config.health_url.clear();
  emulator.stop();
  const auto refused = app::check_health(config);
  REQUIRE(refused.has_error());
  CHECK(refused.error().message.find("connection refused") != std::string::npos);
}

TEST_CASE("healthcheck gives a silent server up in time, with a sentence") {
  const io::FileDescriptor silent(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  REQUIRE(::bind(silent.get(), reinterpret_cast<sockaddr*>(&address), length) == 0);
  REQUIRE(::listen(silent.get(), 1) == 0);
  REQUIRE(::getsockname(silent.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
  app::Config config;
  config.data_dir = ":memory:";
  config.https_port = ntohs(address.sin_port);
  const auto start = std::chrono::steady_clock::now();
  const auto result = app::check_health(config, std::chrono::milliseconds(200));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(3));
  REQUIRE(result.has_error());
  CHECK(result.error().message.find("did not answer in time") != std::string::npos);
}

TEST_CASE("a peer that goes on sending after a refusal is not listened to for ever") {
  WireEmulator emulator;
  const std::string block(64 * 1024, 'x');
  const auto start = std::chrono::steady_clock::now();
  const auto is_late = [&start] {
    return std::chrono::steady_clock::now() - start > std::chrono::seconds(6);
  };
  const io::FileDescriptor plain = connect_tcp(emulator.app().https_port());
  ::send(plain.get(), "GET / HTTP/1.1\r\n", 16, MSG_NOSIGNAL);
  while (!is_late() && ::send(plain.get(), block.data(), block.size(), MSG_NOSIGNAL) > 0) continue;
  CHECK_FALSE(is_late());
  WireClient encrypted = emulator.https();
  encrypted.send("this is not HTTP\r\n\r\n");
  while (!is_late() && ::send(encrypted.socket(), block.data(), block.size(), MSG_NOSIGNAL) > 0) continue;
  CHECK_FALSE(is_late());
}

}  // namespace
}  // namespace eg::test
