// The v5 properties that a PUBLISH and a will have in common, read into either struct (MQTT 5, 3.3.2.3
// and 3.1.3.2). What only one of them has is the caller's.
#pragma once

#include <cstdint>

#include "protocol/mqtt/properties.hpp"

namespace eg::mqtt {

template <class Message>
void apply_message_property(Message& message, const Property& property) {
  switch (property.identifier) {
    case PropertyIdentifier::message_expiry_interval:
      message.message_expiry_interval_seconds = property.number;
      break;
    case PropertyIdentifier::response_topic: message.response_topic = property.text; break;
    case PropertyIdentifier::content_type: message.content_type = property.text; break;
    case PropertyIdentifier::correlation_data: message.correlation_data = property.data; break;
    case PropertyIdentifier::user_property:
      message.user_properties_bytes +=
          static_cast<std::uint32_t>(property.text.size() + property.second.size());
      break;
    default: break;
  }
}

/// Reads the whole block; `apply_own(message, property)` is called for each property as well.
template <class Message, class ApplyOwn>
void read_message_properties(ByteReader& reader, PropertyPlace place, Message& message, ApplyOwn apply_own) {
  PropertyWalker walker(reader, place);
  Property property;
  TravellingProperties travelling;
  while (walker.next(property)) {
    apply_message_property(message, property);
    apply_own(message, property);
    travelling.add(property);
  }
  travelling.move_to(message.properties, message.rewritten_properties);
}

}  // namespace eg::mqtt
