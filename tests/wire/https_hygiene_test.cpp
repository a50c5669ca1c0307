// HTTP as clients and strangers write it: chunks, pipelines, odd bodies, a thousand idle connections. What is
// refused changes nothing.
#include <chrono>
#include <vector>

#include <sys/resource.h>

#include "tests/support/wire_emulator.hpp"

namespace eg::test {
namespace {

std::string namespace_target() {
  return WireEmulator::arm_target("wire-ns");
}

bool exists(const WireEmulator& emulator) {
  return emulator.http({.target = namespace_target()}).status == 200;
}

/// A PUT whose body comes in chunks of `size`.
std::string chunked(const std::string& target, const std::string& body, std::size_t size) {
  std::string text = "PUT " + target +
                     " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\n"
                     "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (std::size_t at = 0; at < body.size(); at += size) {
    const std::string piece = body.substr(at, size);
    text += std::string(1, "0123456789ABCDEF"[piece.size()]) + ";note=1\r\n" + piece + "\r\n";
  }
  return text + "0\r\nX-Trailer: 1\r\n\r\n";
}

TEST_CASE("a body in chunks is one body, however its bytes arrive") {
  const WireEmulator emulator;
  const std::string request = chunked(namespace_target(), R"({"location":"eastus"})", 5);
  WireClient client = emulator.https();
  for (const char letter : request) client.send(std::string(1, letter));
  CHECK(read_reply(client).status == 201);
  client.send(chunked(namespace_target(), R"({"location":"eastus","tags":{"a":"b"}})", 15) +
              http_text({.target = namespace_target()}));
  CHECK(read_reply(client).status == 200);
  CHECK(read_reply(client).body.find(R"("tags":{"a":"b"})") != std::string::npos);
}

TEST_CASE("writes in a pipeline are worked off in their order") {
  const WireEmulator emulator;
  WireClient client = emulator.https();
  client.send(
      http_text({.method = "PUT", .target = namespace_target(), .body = R"({"location":"eastus"})"}) +
      http_text({.method = "PUT", .target = WireEmulator::arm_target("wire-ns/clients/c1"), .body = "{}"}) +
      http_text({.method = "HEAD", .target = WireEmulator::arm_target("wire-ns/clients/c1")}) +
      http_text({.method = "DELETE", .target = namespace_target()}) +
      http_text({.target = namespace_target()}));
  CHECK(read_reply(client).status == 201);
  CHECK(read_reply(client).status == 200);
  CHECK(read_reply(client, false).status == 204);
  CHECK(read_reply(client).status == 200);
  CHECK(read_reply(client).status == 404);
}

TEST_CASE("a body that is no good is a 400 on a connection that goes on, and nothing changes") {
  const WireEmulator emulator;
  struct Case {
    std::string body;
    const char* words;
  };
  const std::string nul("{\"location\":\"east\0us\"}", 22);
  const Case cases[] = {
      {"", "empty"},
      {"{\n  \"location\": \"eastus\"\n  \"tags\": {}\n}", "line 3, column 3"},
      {std::string(200'000, '['), "deeper than"},
      {R"({"location":"eastus","location":"westus"})", "twice"},
      {"{\"location\":\"east\xC3\x28us\"}", "line 1"},
      {"{\"location\":\"east\xED\xA0\x80us\"}", "line 1"},
      {nul, "NUL"},
      {R"({"location":"eastus"} {"location":"eastus"})", "line 1"},
      {R"({"location":1e999})", "line 1"},
      {"{\"location\":\"\\ud800\"}", "line 1"},
  };
  WireClient client = emulator.https();
  for (const Case& each : cases) {
    client.send(http_text({.method = "PUT", .target = namespace_target(), .body = each.body}));
    const HttpReply reply = read_reply(client);
    INFO(each.body.substr(0, 60) << ": " << reply.body);
    CHECK(reply.status == 400);
    CHECK(reply.body.find(each.words) != std::string::npos);
  }
  CHECK_FALSE(exists(emulator));
}

TEST_CASE("a body of 4 MB is read, one more byte is not") {
  const WireEmulator emulator;
  constexpr std::size_t limit = std::size_t{4} * 1024 * 1024;
  const std::string start = R"({"location":"eastus"})";
  const std::string largest = start + std::string(limit - start.size(), ' ');
  CHECK(emulator.http({.method = "PUT", .target = namespace_target(), .body = largest}).status == 201);
  CHECK(emulator.http({.method = "DELETE", .target = namespace_target()}).status == 200);
  WireClient client = emulator.https();
  client.send("PUT " + namespace_target() +
              " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\nContent-Length: " +
              std::to_string(limit + 1) + "\r\n\r\n");
  CHECK(read_reply(client).status == 413);
  CHECK_FALSE(exists(emulator));
}

TEST_CASE("what could be read as two different requests is refused, and nothing changes") {
  const WireEmulator emulator;
  const std::string head =
      "PUT " + namespace_target() + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\n";
  const std::string body = R"({"location":"eastus"})";
  const std::string cases[] = {
      head + "Content-Length: 21\r\nContent-Length: 20\r\n\r\n" + body,
      head + "Content-Length: -1\r\n\r\n" + body,
      head + "Content-Length: 21x\r\n\r\n" + body,
      head + "Content-Length: 21\r\nTransfer-Encoding: chunked\r\n\r\n" + body,
      head + "Content-Length : 21\r\n\r\n" + body,
      head + "Content-Length: 21\r\n Folded: yes\r\nX\r\n\r\n" + body,
      head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n" + body,
      "PUT " + namespace_target() + " HTTP/3.0\r\nHost: localhost\r\n\r\n" + body,
      "PUT " + std::string("/\0/x", 4) + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
  };
  for (const std::string& text : cases) {
    WireClient client = emulator.https();
    client.send(text);
    const HttpReply reply = read_reply(client);
    INFO(text.substr(0, 300) << "\n" << reply.header);
    CHECK(reply.status / 100 == 4);
    CHECK_FALSE(client.fill(1));
  }
  CHECK_FALSE(exists(emulator));
}

TEST_CASE("a request cut off in its middle does nothing") {
  const WireEmulator emulator;
  const std::string request =
      http_text({.method = "PUT", .target = namespace_target(), .body = R"({"location":"eastus"})"});
  for (std::size_t length = 1; length < request.size(); length += 23) {
    WireClient client = emulator.https();
    client.send(request.substr(0, length));
  }
  CHECK_FALSE(exists(emulator));
}

TEST_CASE("a thousand idle connections hold nobody up") {
  rlimit limit{};  // both ends of each connection are in this process
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
  limit.rlim_cur = limit.rlim_max;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
  WireEmulator emulator;
  std::vector<io::FileDescriptor> silent;
  for (int number = 0; number < 900; ++number) {
    silent.push_back(connect_tcp(emulator.app().https_port()));
  }
  std::vector<WireClient> idle;
  for (int number = 0; number < 100; ++number) {
    idle.push_back(emulator.https());
  }
  const auto start = std::chrono::steady_clock::now();
  CHECK(emulator.http({.target = "/emulator/health"}).status == 200);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(5));
  for (WireClient& client : idle) {
    client.send(http_text({.target = "/emulator/health"}));
    CHECK(read_reply(client).status == 200);
  }
}

}  // namespace
}  // namespace eg::test
