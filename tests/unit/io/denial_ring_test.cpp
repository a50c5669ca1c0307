// What is remembered of refusals, in which order and how much of it.
#include "server/io/denial_ring.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

using Kind = broker::Event::Kind;

broker::Event refusal(Kind kind, std::string_view client, std::string_view topic = {}) {
  broker::Event event;
  event.kind = kind;
  event.namespace_name = "ns";
  event.identity = client;
  event.client_identifier = "s1";
  event.version = mqtt::Version::v5;
  event.code = 0x87;
  event.reason = "no-topic-space-matches";
  event.topic = topic;
  event.detail = "why";
  return event;
}

TEST_CASE("refusals are remembered, newest first; comings and goings are not") {
  DenialRing ring;
  ring.record(refusal(Kind::publish_refused, "alice", "a"), "127.0.0.1:5");
  ring.record(refusal(Kind::connected, "alice"), {});
  ring.record(refusal(Kind::message_dropped, "alice"), {});
  broker::Event end = refusal(Kind::disconnected, "alice");
  end.reason = "ClientInitiatedDisconnect";
  ring.record(end, {});
  end.reason = "ClientAuthenticationError";
  end.cause = "client-disabled";
  ring.record(end, {});
  const control::RecentDenials recent = ring.recent();
  REQUIRE(recent.newest_first.size() == 2);
  const control::Denial& newest = *recent.newest_first[0];
  CHECK(newest.kind == control::DenialKind::disconnect);
  CHECK(newest.reason == "client-disabled");
  CHECK(newest.result_signature == "ClientAuthenticationError");
  const control::Denial& oldest = *recent.newest_first[1];
  CHECK(oldest.kind == control::DenialKind::publish);
  CHECK(oldest.client == "alice");
  CHECK(oldest.session_name == "s1");
  CHECK(oldest.topic == "a");
  CHECK(oldest.protocol == "MQTT5");
  CHECK(oldest.peer == "127.0.0.1:5");
  CHECK(oldest.code == 0x87);
  CHECK(oldest.detail == "why");
  CHECK(oldest.result_description == "Topic name 'a' does not match any topicspaces");
  CHECK(oldest.count == 1);
  CHECK(oldest.unix_milliseconds >= recent.since_unix_milliseconds);
  CHECK(recent.kept_max == DenialRing::kept_max);
}

TEST_CASE("a client in a loop is one record with a count, and does not push out others") {
  DenialRing ring;
  ring.record(refusal(Kind::publish_refused, "bob", "b"), {});
  for (int count = 0; count < 5000; ++count) {
    broker::Event event = refusal(Kind::connect_refused, "alice");
    const std::string session = "s" + std::to_string(count);
    event.client_identifier = session;
    ring.record(event, {});
  }
  const control::RecentDenials recent = ring.recent();
  REQUIRE(recent.newest_first.size() == 2);
  CHECK(recent.newest_first[0]->count == 5000);
  CHECK(recent.newest_first[0]->session_name == "s4999");
  CHECK(recent.newest_first[0]->first_unix_milliseconds <= recent.newest_first[0]->unix_milliseconds);
  CHECK(recent.newest_first[1]->client == "bob");
  CHECK(recent.forgotten == 0);
}

TEST_CASE("another client, topic, reason or session is another record") {
  DenialRing ring;
  ring.record(refusal(Kind::publish_refused, "alice", "a"), {});
  ring.record(refusal(Kind::publish_refused, "alice", "b"), {});
  ring.record(refusal(Kind::publish_refused, "bob", "a"), {});
  ring.record(refusal(Kind::subscribe_refused, "alice", "a"), {});
  broker::Event other = refusal(Kind::publish_refused, "alice", "a");
  other.reason = "topic-reserved";
  ring.record(other, {});
  other.client_identifier = "s2";
  ring.record(other, {});
  CHECK(ring.recent().newest_first.size() == 6);
}

TEST_CASE("the end of a session that follows the end of its connection is not counted again") {
  DenialRing ring;
  broker::Event end = refusal(Kind::disconnected, "alice");
  end.cause = "no-permission-binding";
  ring.record(end, {});
  end.kind = Kind::session_ended;
  ring.record(end, {});
  REQUIRE(ring.recent().newest_first.size() == 1);
  CHECK(ring.recent().newest_first[0]->count == 1);
  end.client_identifier = "offline";
  ring.record(end, {});
  CHECK(ring.recent().newest_first.size() == 2);
}

TEST_CASE("number and size are bounded") {
  DenialRing ring;
  const std::string long_text(60'000, 'x');
  for (std::size_t count = 0; count < DenialRing::kept_max + 7; ++count) {
    broker::Event event = refusal(Kind::publish_refused, long_text, long_text);
    const std::string topic = std::to_string(count) + long_text;
    event.topic = topic;
    event.detail = long_text;
    ring.record(event, {});
  }
  const control::RecentDenials recent = ring.recent();
  CHECK(recent.newest_first.size() == DenialRing::kept_max);
  CHECK(recent.forgotten == 7);
  CHECK(recent.newest_first[0]->topic.starts_with("1006x"));
  for (const auto& denial : recent.newest_first) {
    CHECK(denial->client.size() + denial->topic.size() + denial->detail.size() +
              denial->result_description.size() <
          4000);
  }
}

}  // namespace
}  // namespace eg::io
