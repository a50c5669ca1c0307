#include "protocol/mqtt/frame.hpp"

#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;

namespace {

constexpr std::size_t no_limit = 268'435'460;

}  // namespace

TEST_CASE("a whole packet is cut off the front of what was received") {
  // Given: a PINGREQ with flags, a PUBLISH of three bytes, and the start of another packet.
  const std::vector<std::uint8_t> received = {0xCB, 0x00, 0x31, 0x03, 0x00, 0x01, 0x61, 0xE0};
  // When
  const FrameResult first = cut_frame(received, no_limit);
  // Then
  REQUIRE(first.state == FrameState::complete);
  CHECK(first.frame.type == PacketType::pingreq);
  CHECK(first.frame.flags == 0x0B);
  CHECK(first.frame.body.empty());
  CHECK(first.frame.size_bytes == 2);
  const FrameResult second = cut_frame(BytesView(received).subspan(2), no_limit);
  REQUIRE(second.state == FrameState::complete);
  CHECK(second.frame.type == PacketType::publish);
  CHECK(second.frame.flags == 1);
  CHECK(second.frame.body.data() == received.data() + 4);
  CHECK(second.frame.body.size() == 3);
  CHECK(second.frame.size_bytes == 5);
  CHECK(cut_frame(BytesView(received).subspan(7), no_limit).state == FrameState::incomplete);
}

TEST_CASE("the size is told as soon as the length is known") {
  const std::vector<std::uint8_t> received = {0x30, 0x80, 0x01, 0xFF};
  CHECK(cut_frame(BytesView(received).first(0), no_limit).needed_bytes == 0);
  CHECK(cut_frame(BytesView(received).first(1), no_limit).needed_bytes == 0);
  CHECK(cut_frame(BytesView(received).first(2), no_limit).needed_bytes == 0);
  CHECK(cut_frame(BytesView(received).first(3), no_limit).needed_bytes == 3 + 128);
  CHECK(cut_frame(received, no_limit).state == FrameState::incomplete);
}

TEST_CASE("remaining lengths at the borders of their encodings: MQTT 5, table 2-1") {
  const std::size_t lengths[] = {0, 127, 128, 16'383, 16'384, 2'097'151, 2'097'152};
  for (const std::size_t length : lengths) {
    // Given
    const std::vector<std::uint8_t> bytes = eg::test::packet(0x30, std::vector<std::uint8_t>(length, 0x55));
    INFO(length);
    // When it is whole, one byte short, and one byte above the limit
    const FrameResult whole = cut_frame(bytes, bytes.size());
    const FrameResult partial = cut_frame(BytesView(bytes).first(bytes.size() - 1), no_limit);
    const FrameResult large = cut_frame(bytes, bytes.size() - 1);
    // Then
    REQUIRE(whole.state == FrameState::complete);
    CHECK(whole.frame.body.size() == length);
    CHECK(whole.frame.size_bytes == bytes.size());
    CHECK(partial.state == FrameState::incomplete);
    CHECK(large.state == FrameState::too_large);
  }
}

TEST_CASE("the largest length is read") {
  const std::vector<std::uint8_t> received = {0x30, 0xFF, 0xFF, 0xFF, 0x7F};
  const FrameResult result = cut_frame(received, no_limit);
  CHECK(result.state == FrameState::incomplete);
  CHECK(result.needed_bytes == 268'435'455 + 5);
}

TEST_CASE("packet type 0 and lengths of five bytes are malformed before they are whole") {
  const std::vector<std::uint8_t> cases[] = {{0x00}, {0x0F, 0x00}, {0x10, 0x80, 0x80, 0x80, 0x80}};
  for (const auto& received : cases) {
    CHECK(cut_frame(received, no_limit).state == FrameState::malformed);
  }
  const std::vector<std::uint8_t> undecided = {0x10, 0x80, 0x80, 0x80};
  CHECK(cut_frame(undecided, no_limit).state == FrameState::incomplete);
}
