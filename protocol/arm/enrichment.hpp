// Keys and sources of routing enrichments (arm-contract 8.2, broker-behaviour 7.3), as texts that are checked
// when they are stored. What they yield for a message is not known here.
#pragma once

#include <string_view>

namespace eg::arm {

/// 1 to 20 of `[a-z0-9]`, no attribute that every event has, none that begins with `azsp`.
bool is_enrichment_key(std::string_view text);

/// `${client.authenticationName}`, `${client.attributes.X}`, `${mqtt.message.userProperties['X']}` and so on.
bool is_enrichment_source(std::string_view text);

}  // namespace eg::arm
