// Log lines of the broker's events.
#include "server/io/event_line.hpp"

#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

broker::Event refusal() {
  broker::Event event;
  event.kind = broker::Event::Kind::connect_refused;
  event.namespace_name = "ns";
  event.identity = "alice";
  event.client_identifier = "s1";
  event.version = mqtt::Version::v5;
  event.code = 0x87;
  event.reason = "thumbprint-mismatch";
  event.detail = "presented AB, allowed CD";
  return event;
}

TEST_CASE(
    "a refusal names client, code, reason and what would have matched, in the words of the service's log") {
  CHECK(format_event(refusal(), "127.0.0.1:5000") ==
        "CONNECT refused: thumbprint-mismatch category=FailedMqttConnections "
        "operationName=Microsoft.EventGrid/topicspaces/connect resultType=Failed "
        "resultSignature=AuthenticationError resultDescription=\"The certificate's thumbprint is not one of "
        "the "
        "client's allowed thumbprints\" clientIdentity=\"alice\" sessionName=\"s1\" protocol=MQTT5 "
        "namespace=\"ns\" code=0x87 peer=127.0.0.1:5000 detail=\"presented AB, allowed CD\"");
}

TEST_CASE("descriptions are the service's where they are known (bb 11)") {
  using Kind = broker::Event::Kind;
  const struct {
    Kind kind;
    const char *reason, *cause, *signature, *description;
  } rows[] = {
      {Kind::connect_refused, "client-not-found", "", "AuthenticationError", "Client could not be found"},
      {Kind::publish_refused, "no-topic-space-matches", "", "AuthorizationError",
       "Topic name 'a/b' does not match any topicspaces"},
      {Kind::publish_refused, "no-permission-binding", "", "AuthorizationError",
       "Topic name 'a/b' does not match any topicspaces"},
      {Kind::subscribe_refused, "no-topic-space-matches", "", "AuthorizationError",
       "Topic filter 'a/b' does not match any topicspaces"},
      {Kind::disconnected, "ClientError", "keep-alive-timeout", "ClientError",
       "Timed out per negotiated Keep Alive"},
      {Kind::disconnected, "ClientInitiatedDisconnect", "", "ClientInitiatedDisconnect", ""},
      {Kind::connected, "", "", "Success", ""},
  };
  for (const auto& row : rows) {
    broker::Event event = refusal();
    event.kind = row.kind;
    event.reason = row.reason;
    event.cause = row.cause;
    event.topic = "a/b";
    CHECK(result_signature(event) == row.signature);
    CHECK(result_description(event) == row.description);
  }
}

TEST_CASE("an end of a connection says what led to it, and whether it failed") {
  broker::Event event = refusal();
  event.kind = broker::Event::Kind::disconnected;
  event.reason = "ClientAuthenticationError";
  event.cause = "client-disabled";
  event.authentication_type = "CertificateThumbprintMatch";
  const std::string line = format_event(event, {});
  CHECK(line.starts_with("disconnected: ClientAuthenticationError category=MqttDisconnections"));
  CHECK(line.find(" resultType=Failed resultSignature=ClientAuthenticationError ") != std::string::npos);
  CHECK(line.find(" cause=client-disabled ") != std::string::npos);
  CHECK(line.find(" authenticationType=CertificateThumbprintMatch ") != std::string::npos);
  event.cause = {};
  CHECK(format_event(event, {}).find(" resultType=Succeeded ") != std::string::npos);
}

TEST_CASE("the protocol's label says version and transport") {
  broker::Event event = refusal();
  event.is_websocket = true;
  CHECK(format_event(event, {}).find(" protocol=MQTT5-WS ") != std::string::npos);
  event.version = mqtt::Version::v311;
  CHECK(format_event(event, {}).find(" protocol=MQTT3-WS ") != std::string::npos);
  event.is_websocket = false;
  CHECK(format_event(event, {}).find(" protocol=MQTT3 ") != std::string::npos);
}

TEST_CASE("what clients choose cannot break the line") {
  broker::Event event = refusal();
  event.identity = "a\" clientIdentity=\"root\n\x1b[31m";
  const std::string line = format_event(event, {});
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find('\x1b') == std::string::npos);
  CHECK(line.find(R"(clientIdentity="a\" clientIdentity=\"root\x0A\x1B[31m")") != std::string::npos);
}

TEST_CASE("refusals are warnings, comings and goings are not") {
  CHECK(level_of(broker::Event::Kind::publish_refused) == LogLevel::warning);
  CHECK(level_of(broker::Event::Kind::connected) == LogLevel::info);
}

TEST_CASE("a client in a loop is written twenty times in ten seconds, then counted") {
  LineThrottle throttle;
  const std::string key = throttle_key(refusal());
  for (int count = 0; count < 20; ++count) CHECK(throttle.judge(key, 1000).write);
  for (int count = 0; count < 7; ++count) CHECK_FALSE(throttle.judge(key, 2000).write);
  CHECK(throttle.judge("other", 2000).write);
  const LineThrottle::Verdict later = throttle.judge(key, 11'000);
  CHECK(later.write);
  CHECK(later.suppressed == 7);
}

TEST_CASE("another reason or client is another line, another topic is not") {
  broker::Event event = refusal();
  event.topic = "a/b";
  CHECK(throttle_key(event) == throttle_key(refusal()));
  CHECK(format_event(event, {}).find("topicName=\"a/b\"") != std::string::npos);
  event.reason = "other";
  CHECK(throttle_key(event) != throttle_key(refusal()));
  event = refusal();
  event.identity = "bob";
  CHECK(throttle_key(event) != throttle_key(refusal()));
}

TEST_CASE("lines of forgotten keys are reported with the next line") {
  LineThrottle throttle;
  for (int count = 0; count < 23; ++count) throttle.judge("loop", 1000);
  std::uint64_t others = 0;
  for (int number = 0; number < 3000; ++number) {
    const LineThrottle::Verdict verdict = throttle.judge("key " + std::to_string(number), 2000);
    REQUIRE(verdict.write);
    others += verdict.others;
  }
  CHECK(others == 3);
}

TEST_CASE("what was left out stands in brackets") {
  CHECK(format_suppressed({true, 0, 0}).empty());
  CHECK(format_suppressed({true, 7, 0}) == " (7 like this before were not written)");
  CHECK(format_suppressed({true, 7, 3}) ==
        " (7 like this before were not written) (3 others were not written)");
}

}  // namespace
}  // namespace eg::io
