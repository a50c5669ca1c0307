// Reads testdata/mqtt/packets/*.txt: the cases as they stand in the files, bytes decoded from their notation.
// Knows nothing of MQTT but the two version names.
#pragma once

#include <string>
#include <vector>

#include "protocol/mqtt/types.hpp"

namespace eg::test {

struct PacketCase {
  std::string place;  ///< file and line, for failures
  std::string name;
  mqtt::Version version = mqtt::Version::v5;
  std::vector<std::uint8_t> bytes;
  std::string expected;
};

/// All files, in the order of their names. Throws std::runtime_error with the place of a line it cannot read.
std::vector<PacketCase> read_packet_cases();

}  // namespace eg::test
