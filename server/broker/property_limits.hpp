// How large the properties of a message may be (broker-behaviour 10), the same for PUBLISH and for a will.
// Knows no packet and no answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace eg::broker {

/// Response topic, content type, correlation data: each.
inline constexpr std::size_t property_bytes_max = 256;
/// Names and values together.
inline constexpr std::size_t user_properties_bytes_max = 32'768;
/// Identifier of the refusal.
inline constexpr std::string_view property_too_large = "property-too-large";

struct PropertySizes {
  std::size_t response_topic_bytes = 0;
  std::size_t content_type_bytes = 0;
  std::size_t correlation_data_bytes = 0;
  std::size_t user_properties_bytes = 0;
};

/// Of mqtt::Publish and mqtt::WillView, which name them alike.
template <class Message>
PropertySizes property_sizes(const Message& message) {
  return {message.response_topic ? message.response_topic->size() : 0,
          message.content_type ? message.content_type->size() : 0,
          message.correlation_data ? message.correlation_data->size() : 0, message.user_properties_bytes};
}

/// A sentence on the first one that is above its limit; nullopt when none is.
std::optional<std::string> oversized_property(const PropertySizes& sizes);

}  // namespace eg::broker
