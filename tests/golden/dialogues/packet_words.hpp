// `connect v5 id=s1 user=a` to the bytes a client sends. One function per packet, words as they stand in the
// file.
#pragma once

#include <string>
#include <vector>

#include "tests/support/mqtt_packets.hpp"

namespace eg::dialogues {

/// The value of `key=value`, or the fallback.
std::string word_value(const std::vector<std::string>& words, const std::string& key,
                       const std::string& fallback);
/// Throws for words it does not know. `version` is set by connect and read by the others.
test::Bytes packet_of(const std::vector<std::string>& words, mqtt::Version& version);

}  // namespace eg::dialogues
