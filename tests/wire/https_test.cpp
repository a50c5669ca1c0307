// HTTP over TLS: what the link itself is responsible for. What requests mean is tested without sockets.
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

TEST_CASE("a WebSocket upgrade is refused as not emulated yet") {
  const WireEmulator emulator;
  const HttpReply reply = emulator.http(
      {.target = "/mqtt",
       .more_headers = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"});
  CHECK(reply.status == 501);
  CHECK(reply.body.find("WebSocket") != std::string::npos);
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

TEST_CASE("healthcheck is content with a ready emulator only") {
  WireEmulator emulator;
  app::Config config = emulator.config();
  config.https_port = emulator.app().https_port();
  CHECK(app::check_health(config).has_value());
  config.health_url = "https://localhost:" + std::to_string(config.https_port) + "/emulator/none";
  CHECK(app::check_health(config).has_error());
  config.health_url.clear();
  emulator.stop();
  CHECK(app::check_health(config).has_error());
}

}  // namespace
}  // namespace eg::test
