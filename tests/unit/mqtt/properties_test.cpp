#include "protocol/mqtt/properties.hpp"

#include <optional>

#include "tests/support/catch.hpp"
#include "tests/support/mqtt_packets.hpp"

using namespace eg::mqtt;
using eg::test::PacketBytes;

namespace {

struct Walk {
  std::size_t count = 0;
  std::optional<ReasonCode> error;
};

Walk walk(const std::vector<std::uint8_t>& block, PropertyPlace place) {
  const std::vector<std::uint8_t> bytes = PacketBytes().prefixed(block).bytes;
  ByteReader reader(bytes);
  PropertyWalker walker(reader, place);
  Property property;
  Walk result;
  while (walker.next(property)) ++result.count;
  if (reader.failed()) result.error = reader.error().reason;
  return result;
}

/// A well-formed value of the given type, with the least number the rule allows.
std::vector<std::uint8_t> smallest_value(const PropertyRule& rule) {
  PacketBytes value;
  switch (rule.type) {
    case PropertyType::byte:
    case PropertyType::variable_byte_integer: return value.byte(rule.value_min).bytes;
    case PropertyType::two_byte_integer: return value.two_byte_integer(rule.value_min).bytes;
    case PropertyType::four_byte_integer: return value.four_byte_integer(rule.value_min).bytes;
    case PropertyType::binary_data:
    case PropertyType::utf8_string: return value.string("x").bytes;
    case PropertyType::utf8_string_pair: return value.string("k").string("v").bytes;
  }
  return {};
}

const PropertyPlace places[] = {PropertyPlace::connect,    PropertyPlace::will,
                                PropertyPlace::publish,    PropertyPlace::acknowledgement,
                                PropertyPlace::subscribe,  PropertyPlace::unsubscribe,
                                PropertyPlace::disconnect, PropertyPlace::auth};

}  // namespace

TEST_CASE("the table has the 27 properties of MQTT 5, table 2-4") {
  std::size_t defined = 0;
  for (const PropertyRule& rule : property_rules) defined += rule.name != nullptr ? 1 : 0;
  CHECK(defined == 27);
}

TEST_CASE("every identifier in every place is taken, refused or unknown as the table says") {
  for (std::size_t identifier = 0; identifier < 256; ++identifier) {
    const PropertyRule rule =
        identifier < property_rules.size() ? property_rules[identifier] : PropertyRule{};
    for (const PropertyPlace place : places) {
      // Given: the property once, and twice.
      PacketBytes once;
      once.byte(static_cast<unsigned>(identifier)).raw(smallest_value(rule));
      PacketBytes twice = once;
      twice.raw(once.bytes);
      INFO("identifier " << identifier << ", place " << static_cast<int>(place));
      // When
      const Walk single = walk(once.bytes, place);
      const Walk repeated = walk(twice.bytes, place);
      // Then
      if (rule.name == nullptr) {
        CHECK((single.error == ReasonCode::malformed_packet));
      } else if (!rule.allowed_in(place)) {
        CHECK((single.error == ReasonCode::protocol_error));
      } else {
        CHECK_FALSE(single.error.has_value());
        CHECK(single.count == 1);
        const bool may_repeat = rule.type == PropertyType::utf8_string_pair;
        CHECK(repeated.count == (may_repeat ? 2U : 1U));
        CHECK((repeated.error == (may_repeat ? std::nullopt : std::optional(ReasonCode::protocol_error))));
      }
    }
  }
}

TEST_CASE("the walk gives identifier, value and the bytes as received") {
  // Given
  const std::vector<std::uint8_t> bytes =
      PacketBytes()
          .prefixed(PacketBytes().byte(0x23).two_byte_integer(258).user_properties({{"k", "v"}}).bytes)
          .bytes;
  ByteReader reader(bytes);
  PropertyWalker walker(reader, PropertyPlace::publish);
  Property property;
  // When, then
  REQUIRE(walker.next(property));
  CHECK((property.identifier == PropertyIdentifier::topic_alias));
  CHECK(property.number == 258);
  CHECK(property.raw.data() == bytes.data() + 1);
  CHECK(property.raw.size() == 3);
  REQUIRE(walker.next(property));
  CHECK((property.identifier == PropertyIdentifier::user_property));
  CHECK(property.number == 0);
  CHECK(property.text == "k");
  CHECK(property.second == "v");
  CHECK_FALSE(walker.next(property));
  CHECK(reader.at_end());
}

TEST_CASE("an error ends the walk") {
  const Walk result = walk({0x01, 0x00, 0x7F, 0x26}, PropertyPlace::publish);
  CHECK(result.count == 1);
  CHECK((result.error == ReasonCode::malformed_packet));
}

TEST_CASE("properties that travel are a view until something is cut out of their middle") {
  // Given: format, alias, user property, user property.
  const std::vector<std::uint8_t> block = PacketBytes()
                                              .byte(0x01)
                                              .byte(1)
                                              .byte(0x23)
                                              .two_byte_integer(1)
                                              .user_properties({{"a", "b"}, {"c", "d"}})
                                              .bytes;
  const auto collect = [](const std::vector<std::uint8_t>& prefixed, BytesView& view,
                          RewrittenProperties& rewritten) {
    ByteReader reader(prefixed);
    PropertyWalker walker(reader, PropertyPlace::publish);
    TravellingProperties travelling;
    for (Property property; walker.next(property);) travelling.add(property);
    travelling.move_to(view, rewritten);
    REQUIRE_FALSE(reader.failed());
  };
  BytesView view;
  RewrittenProperties rewritten;
  SECTION("alias in the middle") {
    collect(PacketBytes().prefixed(block).bytes, view, rewritten);
    REQUIRE(rewritten != nullptr);
    std::vector<std::uint8_t> wanted = block;
    wanted.erase(wanted.begin() + 2, wanted.begin() + 5);
    CHECK((*rewritten == wanted));
    CHECK(view.data() == rewritten->data());
  }
  SECTION("alias in front") {
    const std::vector<std::uint8_t> prefixed = PacketBytes().prefixed({block.begin() + 2, block.end()}).bytes;
    collect(prefixed, view, rewritten);
    CHECK(rewritten == nullptr);
    CHECK(view.data() == prefixed.data() + 1 + 3);
    CHECK(view.size() == block.size() - 5);
  }
  SECTION("nothing that travels") {
    collect(PacketBytes().prefixed({block.begin() + 2, block.begin() + 5}).bytes, view, rewritten);
    CHECK(rewritten == nullptr);
    CHECK(view.empty());
  }
}
