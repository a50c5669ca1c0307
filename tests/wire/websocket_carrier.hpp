// MQTT over WebSocket for the player of dialogues: every packet is cut into frames that do not end where it
// does.
#pragma once

#include "tests/wire/dialogue_player.hpp"

namespace eg::test {

std::unique_ptr<MqttCarrier> websocket_carrier(const WireEmulator& emulator, const CarrierOptions& options);

}  // namespace eg::test
