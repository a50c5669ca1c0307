// The limits and their edges.
#include "server/broker/property_limits.hpp"

#include "protocol/mqtt/packets.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("property limits: 256 bytes each, 32 KiB of user properties") {
  const struct {
    PropertySizes sizes;
    const char* name;
  } rows[] = {
      {{256, 256, 256, 32'768}, nullptr},
      {{257, 0, 0, 0}, "response topic of 257 bytes"},
      {{0, 257, 0, 0}, "content type of 257 bytes"},
      {{0, 0, 257, 0}, "correlation data of 257 bytes"},
      {{0, 0, 0, 32'769}, "user properties of 32769 bytes"},
  };
  for (const auto& row : rows) {
    const auto sentence = oversized_property(row.sizes);
    REQUIRE(sentence.has_value() == (row.name != nullptr));
    if (sentence) CHECK(sentence->starts_with(row.name));
  }
}

TEST_CASE("property limits: sizes are read from a PUBLISH and from a will alike") {
  mqtt::Publish publish;
  mqtt::WillView will;
  CHECK_FALSE(oversized_property(property_sizes(publish)));
  const std::string text(300, 'x');
  publish.content_type = text;
  will.content_type = text;
  CHECK(property_sizes(publish).content_type_bytes == 300);
  CHECK(property_sizes(will).content_type_bytes == 300);
}

}  // namespace eg::broker
