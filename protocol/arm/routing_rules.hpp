// Rules between the members of a namespace's settings: routing enrichments, and the identities that settings
// name. Members of wrong type are already reported and passed over.
#pragma once

#include <rapidjson/document.h>

#include "protocol/arm/check_value.hpp"

namespace eg::arm {

/// Keys are unique over static and dynamic; at most 20 together (arm-contract 8.2, 21).
void check_routing_enrichments(const rapidjson::Value& body, CheckContext& context);

/// What a member authenticates with must be set in `identity` (arm-contract 8.1, 8.3, 15).
void check_identities_in_use(const rapidjson::Value& body, CheckContext& context);

}  // namespace eg::arm
