// What a client asked for with a subscription (MQTT 5, 3.8.2.1.2 and 3.8.3.1). Plain data.
#pragma once

#include <cstdint>

#include "protocol/mqtt/types.hpp"

namespace eg::broker {

struct SubscriptionOptions {
  mqtt::Qos qos = mqtt::Qos::at_most_once;
  bool no_local = false;             ///< MQTT 5, 3.8.3.1
  bool retain_as_published = false;  ///< the same
  std::uint32_t identifier = 0;      ///< MQTT 5, 3.8.2.1.2; 0: none
};

}  // namespace eg::broker
