// Reads the raw v5 property block of a message as far as the broker itself must touch it: the expiry
// interval, which is rewritten per delivery, and the will delay, which does not travel. Blocks were validated
// by the decoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "protocol/mqtt/packets.hpp"

namespace eg::broker {

/// Offset of the four value bytes of the Message Expiry Interval (MQTT 5, 3.3.2.3.3); 0 if there is none.
std::size_t find_message_expiry(mqtt::BytesView properties);
/// The value itself, in seconds; nullopt if there is none. 0 means never (broker-behaviour 5.1).
std::optional<std::uint32_t> message_expiry_seconds(mqtt::BytesView properties);
/// The block without the Will Delay Interval (MQTT 5, 3.1.3.2.2).
std::vector<std::uint8_t> without_will_delay(mqtt::BytesView properties);

}  // namespace eg::broker
