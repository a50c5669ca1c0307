// The opening handshake: what is accepted, and one case for each way to be refused.
#include "server/io/websocket_upgrade.hpp"

#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

control::Request good_request() {
  return {"GET",
          "/mqtt",
          {{"Host", "localhost"},
           {"Upgrade", "websocket"},
           {"Connection", "Upgrade"},
           {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
           {"Sec-WebSocket-Version", "13"},
           {"Sec-WebSocket-Protocol", "mqtt"}},
          {}};
}

void set(control::Request& request, const std::string& name, const std::string& value) {
  for (auto at = request.headers.begin(); at != request.headers.end(); ++at) {
    if (at->first != name) continue;
    request.headers.erase(at);
    break;
  }
  if (!value.empty()) request.headers.emplace_back(name, value);
}

std::string header_of(const control::Response& response, std::string_view name) {
  for (const auto& [header, value] : response.headers) {
    if (header == name) return value;
  }
  return {};
}

TEST_CASE("a correct request is answered with the key's hash and the subprotocol, and no extension") {
  control::Request request = good_request();
  set(request, "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
  const UpgradeAnswer answer = answer_upgrade({request});
  CHECK(answer.response.status == 101);
  CHECK(answer.refusal.empty());
  CHECK(header_of(answer.response, "Upgrade") == "websocket");
  CHECK(header_of(answer.response, "Sec-WebSocket-Accept") ==
        "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // RFC 6455, 1.3
  CHECK(header_of(answer.response, "Sec-WebSocket-Protocol") == "mqtt");
  CHECK(header_of(answer.response, "Sec-WebSocket-Extensions").empty());
}

TEST_CASE("lists, letter case and a query do not matter") {
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"Connection", "keep-alive, upgrade"},
      {"Upgrade", "WebSocket"},
      {"Sec-WebSocket-Protocol", "mqttv3.1, mqtt"},
  };
  for (const auto& [name, value] : changes) {
    control::Request request = good_request();
    set(request, name, value);
    request.target = "/mqtt?x=1";
    INFO(name);
    CHECK(answer_upgrade({request}).response.status == 101);
  }
  control::Request two_headers = good_request();
  set(two_headers, "Sec-WebSocket-Protocol", "mqttv3.1");
  two_headers.headers.emplace_back("sec-websocket-protocol", "mqtt");
  CHECK(answer_upgrade({two_headers}).response.status == 101);
}

TEST_CASE("each fault has its status and a sentence") {
  struct Case {
    std::string header;
    std::string value;
    unsigned status;
    std::string sentence;
  };
  const std::vector<Case> cases = {
      {"Upgrade", "", 426, "wss://"},
      {"Upgrade", "h2c", 426, "wss://"},
      {"Connection", "keep-alive", 400, "Connection: Upgrade"},
      {"Sec-WebSocket-Version", "8", 426, "version 13"},
      {"Sec-WebSocket-Version", "", 426, "version 13"},
      {"Sec-WebSocket-Key", "", 400, "16 bytes"},
      {"Sec-WebSocket-Key", "c2hvcnQ=", 400, "16 bytes"},
      {"Sec-WebSocket-Key", "not base64 at all !!!!==", 400, "16 bytes"},
      {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZXh4", 400, "16 bytes"},
      {"Sec-WebSocket-Protocol", "", 400, "subprotocol"},
      {"Sec-WebSocket-Protocol", "mqttv3.1", 400, "subprotocol"},
      {"Sec-WebSocket-Protocol", "MQTT", 400, "subprotocol"},
  };
  for (const Case& each : cases) {
    control::Request request = good_request();
    set(request, each.header, each.value);
    const UpgradeAnswer answer = answer_upgrade({request});
    INFO(each.header << ": " << each.value);
    CHECK(answer.response.status == each.status);
    CHECK(answer.refusal.find(each.sentence) != std::string::npos);
    CHECK(answer.response.body.find("\"message\"") != std::string::npos);
    const bool is_version = each.header == "Sec-WebSocket-Version";
    CHECK(header_of(answer.response, "Sec-WebSocket-Version") == (is_version ? "13" : ""));
    CHECK(header_of(answer.response, "Upgrade") == (each.status == 426 ? "websocket" : ""));
  }
}

TEST_CASE("another method, HTTP/1.0 and data that did not wait are refused") {
  control::Request post = good_request();
  post.method = "POST";
  CHECK(answer_upgrade({post}).response.status == 405);
  CHECK(header_of(answer_upgrade({post}).response, "Allow") == "GET");
  const control::Request request = good_request();
  CHECK(answer_upgrade({request, false}).response.status == 400);
  CHECK(answer_upgrade({request, true, true}).response.status == 400);
}

TEST_CASE("an upgrade on another path is 404 and names the right one; other requests are none of ours") {
  control::Request request = good_request();
  request.target = "/";
  CHECK(concerns_websocket(request));
  CHECK(answer_upgrade({request}).response.status == 404);
  CHECK(answer_upgrade({request}).refusal.find("/mqtt") != std::string::npos);
  set(request, "Upgrade", "h2c");
  CHECK_FALSE(concerns_websocket(request));
  request.target = "/mqtt";
  CHECK(concerns_websocket(request));
  request.target = "/mqtt/messages";
  CHECK_FALSE(concerns_websocket(request));
}

}  // namespace
}  // namespace eg::io
