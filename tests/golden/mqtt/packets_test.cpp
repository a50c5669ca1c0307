// Runs testdata/mqtt/packets: every case as stated, cut short at every length, and written again.
#include <set>

#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/encode.hpp"
#include "tests/golden/mqtt/packet_cases.hpp"
#include "tests/golden/mqtt/packet_dump.hpp"
#include "tests/support/catch.hpp"

namespace {

using eg::mqtt::BytesView;
using eg::test::PacketCase;

std::string describe(const PacketCase& each, const std::string& actual) {
  return "\n" + each.place + ": " + each.name + "\n  expected: " + each.expected + "\n  actual:   " + actual;
}

}  // namespace

TEST_CASE("every golden packet gives the stated outcome") {
  const auto cases = eg::test::read_packet_cases();
  REQUIRE(cases.size() >= 120);
  for (const PacketCase& each : cases) {
    const std::string actual = eg::test::bytes_dump(each.bytes, each.version);
    INFO(describe(each, actual));
    CHECK((actual == each.expected));
  }
}

TEST_CASE("golden packets have names of their own") {
  std::set<std::string> names;
  for (const PacketCase& each : eg::test::read_packet_cases()) {
    INFO(each.place << ": " << each.name);
    CHECK(names.insert(each.name).second);
  }
}

TEST_CASE("a packet cut short is incomplete at every length") {
  for (const PacketCase& each : eg::test::read_packet_cases()) {
    if (each.expected.starts_with("frame")) continue;
    for (std::size_t size = 0; size < each.bytes.size(); ++size) {
      // A copy of its own size, so that a read past the end is one past an allocation.
      const std::vector<std::uint8_t> start(each.bytes.data(), each.bytes.data() + size);
      INFO(each.place << ": " << each.name << ", first " << size << " bytes");
      CHECK((eg::test::bytes_dump(start, each.version) == "frame incomplete"));
    }
  }
}

TEST_CASE("a body cut short under a matching length is decoded or refused, never read past") {
  std::size_t refused = 0;
  for (const PacketCase& each : eg::test::read_packet_cases()) {
    const auto whole = eg::mqtt::cut_frame(each.bytes, each.bytes.size());
    const bool from_client = each.expected.starts_with("ok ") || each.expected.starts_with("error ");
    if (whole.state != eg::mqtt::FrameState::complete || !from_client) continue;
    for (std::size_t size = 0; size < whole.frame.body.size(); ++size) {
      const std::vector<std::uint8_t> body(whole.frame.body.data(), whole.frame.body.data() + size);
      eg::mqtt::Frame frame = whole.frame;
      frame.body = BytesView(body);
      const std::string actual = eg::test::packet_dump(frame, each.version);
      INFO(each.place << ": " << each.name << ", first " << size << " bytes of the body: " << actual);
      CHECK((actual.starts_with("ok ") || actual.starts_with("error ")));
      // All of these end with a field of fixed extent, so less of it can never do.
      const bool closed = each.expected.starts_with("ok CONNECT") || each.expected.starts_with("ok AUTH");
      if (closed) CHECK(actual.starts_with("error "));
      refused += actual.starts_with("error ") ? 1 : 0;
    }
  }
  CHECK(refused > 1000);
}

TEST_CASE("a golden PUBLISH written for a subscriber is the same message") {
  std::size_t written_count = 0;
  for (const PacketCase& each : eg::test::read_packet_cases()) {
    if (!each.expected.starts_with("ok PUBLISH")) continue;
    const auto frame = eg::mqtt::cut_frame(each.bytes, each.bytes.size()).frame;
    const auto publish = eg::mqtt::decode_publish(frame, each.version).value();
    const eg::mqtt::PublishHead head{.version = each.version,
                                     .qos = publish.qos,
                                     .duplicate = publish.duplicate,
                                     .retain = publish.retain,
                                     .packet_identifier = publish.packet_identifier};
    std::vector<std::uint8_t> out(
        eg::mqtt::publish_size(head, publish.topic, {}, publish.properties, publish.payload));
    eg::mqtt::write_publish(out.data(), head, publish.topic, {}, publish.properties, publish.payload);
    INFO(describe(each, eg::test::bytes_dump(out, each.version)));
    const bool travels_whole = !publish.topic_alias && !publish.message_expiry_interval_seconds;
    if (travels_whole) CHECK((out == each.bytes));
    if (!travels_whole) CHECK((out.size() < each.bytes.size()));
    ++written_count;
  }
  CHECK(written_count >= 10);
}
