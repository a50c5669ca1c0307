// What is done with one fuzz input: the first byte chooses where a block of properties stands, the rest is
// the block. What is read, written again by a writer of its own, must be the same bytes. Shared by the
// libFuzzer target and the test that replays the corpus; aborts on a broken rule.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "fuzz/require.hpp"
#include "protocol/mqtt/properties.hpp"

namespace eg::fuzz {

using Block = std::vector<std::uint8_t>;

inline void write_number(Block& out, std::uint32_t value, unsigned bytes) {
  while (bytes-- > 0) out.push_back(static_cast<std::uint8_t>(value >> (8 * bytes)));
}

inline void write_variable(Block& out, std::size_t value) {
  for (; value >= 128; value /= 128) out.push_back(static_cast<std::uint8_t>(value % 128 + 128));
  out.push_back(static_cast<std::uint8_t>(value));
}

template <class Text>
void write_sized(Block& out, const Text& text) {
  write_number(out, static_cast<std::uint32_t>(text.size()), 2);
  out.insert(out.end(), text.begin(), text.end());
}

inline void write_property(Block& out, const mqtt::Property& property) {
  using Type = mqtt::PropertyType;
  out.push_back(static_cast<std::uint8_t>(property.identifier));
  switch (mqtt::property_rules.at(static_cast<std::size_t>(property.identifier)).type) {
    case Type::byte: return write_number(out, property.number, 1);
    case Type::two_byte_integer: return write_number(out, property.number, 2);
    case Type::four_byte_integer: return write_number(out, property.number, 4);
    case Type::variable_byte_integer: return write_variable(out, property.number);
    case Type::binary_data: return write_sized(out, property.data);
    case Type::utf8_string: return write_sized(out, property.text);
    case Type::utf8_string_pair: write_sized(out, property.text); return write_sized(out, property.second);
  }
}

inline void check_properties(std::span<const std::uint8_t> input) {
  if (input.empty()) return;
  const auto place = static_cast<mqtt::PropertyPlace>(1U << (input[0] % 8));
  const std::span<const std::uint8_t> block = input.subspan(1);
  Block packet;
  write_variable(packet, block.size());
  packet.insert(packet.end(), block.begin(), block.end());

  mqtt::ByteReader reader(packet);
  mqtt::PropertyWalker walker(reader, place);
  mqtt::TravellingProperties travelling;
  Block written;
  Block expected_to_travel;
  for (mqtt::Property property; walker.next(property);) {
    const mqtt::PropertyRule& rule = mqtt::property_rules.at(static_cast<std::size_t>(property.identifier));
    require(rule.name != nullptr && rule.allowed_in(place));
    require(property.number >= rule.value_min && property.number <= rule.value_max);
    write_property(written, property);
    require(std::equal(property.raw.begin(), property.raw.end(),
                       written.end() - static_cast<std::ptrdiff_t>(property.raw.size())));
    if (rule.travels)
      expected_to_travel.insert(expected_to_travel.end(), property.raw.begin(), property.raw.end());
    travelling.add(property);
  }
  if (reader.failed()) return;
  require(reader.at_end() && std::equal(written.begin(), written.end(), block.begin(), block.end()));
  mqtt::BytesView view;
  mqtt::RewrittenProperties rewritten;
  travelling.move_to(view, rewritten);
  require(std::equal(view.begin(), view.end(), expected_to_travel.begin(), expected_to_travel.end()));
}

}  // namespace eg::fuzz
