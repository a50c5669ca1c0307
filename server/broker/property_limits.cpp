// A table of the limits.
#include "server/broker/property_limits.hpp"

namespace eg::broker {

std::optional<std::string> oversized_property(const PropertySizes& sizes) {
  const struct {
    const char* name;
    std::size_t bytes;
    std::size_t bytes_max;
  } rows[] = {
      {"response topic", sizes.response_topic_bytes, property_bytes_max},
      {"content type", sizes.content_type_bytes, property_bytes_max},
      {"correlation data", sizes.correlation_data_bytes, property_bytes_max},
      {"user properties", sizes.user_properties_bytes, user_properties_bytes_max},
  };
  for (const auto& row : rows) {
    if (row.bytes <= row.bytes_max) continue;
    return std::string(row.name) + " of " + std::to_string(row.bytes) + " bytes, the limit is " +
           std::to_string(row.bytes_max);
  }
  return std::nullopt;
}

}  // namespace eg::broker
