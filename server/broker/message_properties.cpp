#include "server/broker/message_properties.hpp"

#include <array>

namespace eg::broker {
namespace {

enum class Form : std::uint8_t { byte, two_bytes, four_bytes, variable, text, text_pair };

struct PropertyForm {
  std::uint8_t identifier;
  Form form;
};

constexpr std::uint8_t message_expiry_identifier = 0x02;
constexpr std::uint8_t will_delay_identifier = 0x18;

/// MQTT 5, 2.2.2.2: what may stand in a PUBLISH or in will properties.
constexpr std::array<PropertyForm, 9> property_forms{{{0x01, Form::byte},
                                                      {message_expiry_identifier, Form::four_bytes},
                                                      {0x03, Form::text},
                                                      {0x08, Form::text},
                                                      {0x09, Form::text},
                                                      {0x0B, Form::variable},
                                                      {will_delay_identifier, Form::four_bytes},
                                                      {0x23, Form::two_bytes},
                                                      {0x26, Form::text_pair}}};

std::size_t text_size(mqtt::BytesView bytes, std::size_t at) {
  if (at + 2 > bytes.size()) return bytes.size();
  return 2U + static_cast<std::size_t>(bytes[at] * 256 + bytes[at + 1]);
}

/// Size of the property at `at`, identifier included; 0 when it is none that may stand there.
std::size_t property_size(mqtt::BytesView bytes, std::size_t at) {
  for (const PropertyForm& row : property_forms) {
    if (row.identifier != bytes[at]) continue;
    switch (row.form) {
      case Form::byte: return 2;
      case Form::two_bytes: return 3;
      case Form::four_bytes: return 5;
      case Form::text: return 1 + text_size(bytes, at + 1);
      case Form::text_pair: {
        const std::size_t name = text_size(bytes, at + 1);
        return 1 + name + text_size(bytes, at + 1 + name);
      }
      case Form::variable: {
        std::size_t size = 1;
        while (at + size < bytes.size() && (bytes[at + size] & 0x80U) != 0) ++size;
        return size + 1;
      }
    }
  }
  return 0;
}

/// Calls `visit(offset, size)` for each whole property.
template <class Visit>
void for_each_property(mqtt::BytesView properties, Visit visit) {
  std::size_t at = 0;
  while (at < properties.size()) {
    const std::size_t size = property_size(properties, at);
    if (size == 0 || at + size > properties.size()) return;
    visit(at, size);
    at += size;
  }
}

}  // namespace

std::size_t find_message_expiry(mqtt::BytesView properties) {
  std::size_t found = 0;
  for_each_property(properties, [&](std::size_t at, std::size_t) {
    if (properties[at] == message_expiry_identifier) found = at + 1;
  });
  return found;
}

std::optional<std::uint32_t> message_expiry_seconds(mqtt::BytesView properties) {
  const std::size_t at = find_message_expiry(properties);
  if (at == 0) return std::nullopt;
  std::uint32_t value = 0;
  for (const std::uint8_t byte : properties.subspan(at, 4)) value = value << 8U | byte;
  return value;
}

std::vector<std::uint8_t> without_will_delay(mqtt::BytesView properties) {
  std::vector<std::uint8_t> out;
  for_each_property(properties, [&](std::size_t at, std::size_t size) {
    if (properties[at] == will_delay_identifier) return;
    const mqtt::BytesView property = properties.subspan(at, size);
    out.insert(out.end(), property.begin(), property.end());
  });
  return out;
}

}  // namespace eg::broker
