#include "protocol/mqtt/bytes.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using namespace eg::mqtt;

namespace {

using Buffer = std::vector<std::uint8_t>;

}  // namespace

TEST_CASE("the reader takes integers, strings and data in order") {
  const Buffer buffer = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0xFF, 0x7F,
                         0x00, 0x01, 'x',  0x00, 0x02, 0x00, 0x80, 0x09};
  ByteReader reader(buffer);
  CHECK(reader.byte() == 0x01);
  CHECK(reader.two_byte_integer() == 0x0203);
  CHECK(reader.four_byte_integer() == 0x04050607);
  CHECK(reader.variable_byte_integer() == 16'383);
  CHECK(reader.utf8_string() == "x");
  CHECK(reader.binary_data().size() == 2);
  CHECK_FALSE(reader.at_end());
  CHECK(reader.rest().size() == 1);
  CHECK(reader.at_end());
  CHECK_FALSE(reader.failed());
}

TEST_CASE("the first error sticks and later reads give nothing") {
  const Buffer buffer = {0x01, 0x02, 0x03};
  ByteReader reader(buffer);
  reader.fail(ReasonCode::topic_alias_invalid, "first");
  reader.fail(ReasonCode::protocol_error, "second");
  CHECK(reader.byte() == 0);
  CHECK(reader.utf8_string().empty());
  CHECK(reader.rest().empty());
  CHECK(reader.at_end());
  REQUIRE(reader.failed());
  CHECK(reader.error().reason == ReasonCode::topic_alias_invalid);
  CHECK(std::string_view(reader.error().what) == "first");
}

TEST_CASE("reads past the end are malformed") {
  const Buffer buffer = {0x00, 0x02, 'x'};
  ByteReader string_reader(buffer);
  CHECK(string_reader.utf8_string().empty());
  CHECK(string_reader.error().reason == ReasonCode::malformed_packet);
  ByteReader integer_reader(buffer);
  CHECK(integer_reader.four_byte_integer() == 0);
  CHECK(integer_reader.failed());
}

TEST_CASE("bytes left over are malformed") {
  const Buffer buffer = {0x00};
  ByteReader reader(buffer);
  reader.expect_end();
  CHECK(reader.error().reason == ReasonCode::malformed_packet);
}

TEST_CASE("variable byte integers: MQTT 5, 1.5.5") {
  struct Case {
    Buffer bytes;
    bool valid;
    std::uint32_t value;
  };
  const Case cases[] = {
      {{0x00}, true, 0},
      {{0x7F}, true, 127},
      {{0x80, 0x01}, true, 128},
      {{0xFF, 0xFF, 0x7F}, true, 2'097'151},
      {{0x80, 0x80, 0x80, 0x01}, true, 2'097'152},
      {{0xFF, 0xFF, 0xFF, 0x7F}, true, variable_byte_integer_max},
      {{0x80}, false, 0},
      {{0x80, 0x00}, false, 0},
      {{0x81, 0x80, 0x00}, false, 0},
      {{0x80, 0x80, 0x80, 0x80, 0x01}, false, 0},
  };
  for (const Case& each : cases) {
    ByteReader reader(each.bytes);
    const std::uint32_t value = reader.variable_byte_integer();
    INFO("first byte " << static_cast<int>(each.bytes[0]) << ", " << each.bytes.size() << " bytes");
    CHECK(reader.failed() != each.valid);
    CHECK(value == each.value);
  }
}

TEST_CASE("a packet identifier of zero is a protocol error: MQTT 5, 2.2.1") {
  const Buffer zero = {0x00, 0x00};
  ByteReader reader(zero);
  CHECK(reader.packet_identifier() == 0);
  CHECK(reader.error().reason == ReasonCode::protocol_error);
}

TEST_CASE("the writer writes what the reader reads") {
  Buffer buffer(64);
  ByteWriter writer(buffer.data());
  writer.byte(0xAB);
  writer.two_byte_integer(0xFFFE);
  writer.four_byte_integer(0x80000001);
  for (const std::size_t value : {0U, 127U, 128U, 16'384U, 2'097'152U, 268'435'455U}) {
    const std::uint8_t* const before = writer.position();
    writer.variable_byte_integer(value);
    CHECK(static_cast<std::size_t>(writer.position() - before) == variable_byte_integer_size(value));
  }
  writer.string("text");
  writer.binary_data(nullptr, 0);
  ByteReader reader(BytesView(buffer.data(), writer.position()));
  CHECK(reader.byte() == 0xAB);
  CHECK(reader.two_byte_integer() == 0xFFFE);
  CHECK(reader.four_byte_integer() == 0x80000001);
  for (const std::uint32_t value : {0U, 127U, 128U, 16'384U, 2'097'152U, 268'435'455U}) {
    CHECK(reader.variable_byte_integer() == value);
  }
  CHECK(reader.utf8_string() == "text");
  CHECK(reader.binary_data().empty());
  CHECK(reader.at_end());
  CHECK_FALSE(reader.failed());
}
