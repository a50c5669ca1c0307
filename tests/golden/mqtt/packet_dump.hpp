// A decoded packet as one line of text, the form in which testdata/mqtt/packets states what is expected.
// Knows the decoders; knows nothing of files.
#pragma once

#include <string>

#include "protocol/mqtt/frame.hpp"

namespace eg::test {

/// `ok ...` with every field that differs from its default, or `error 0xNN`.
std::string packet_dump(const mqtt::Frame& frame, mqtt::Version version);
/// The same for bytes: the packet, or `frame incomplete|malformed|too_large`.
std::string bytes_dump(mqtt::BytesView bytes, mqtt::Version version);

}  // namespace eg::test
