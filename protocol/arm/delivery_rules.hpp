// Rules between the members of an event subscription (arm-contract 14): which of them belong to a delivery
// mode, an endpoint type, an operator. In a merged document what does not belong is taken out, so that it is
// never shown.
#pragma once

#include <rapidjson/document.h>

#include "protocol/arm/check_value.hpp"

namespace eg::arm {

/// `queue` belongs to Queue, `push` to Push; Push needs one destination.
void check_delivery_mode(rapidjson::Value& body, CheckContext& context);

/// `properties` of a destination as its `endpointType` has them, and of delivery attributes as their `type`.
void check_destinations(rapidjson::Value& body, CheckContext& context);

/// `value` or `values` of a filter as its `operatorType` wants them.
void check_filter_operands(rapidjson::Value& body, CheckContext& context);

}  // namespace eg::arm
