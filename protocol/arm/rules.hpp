// Rules between members of a body, by name (CrossRule). They run after the single members were checked and
// may find members of wrong type, which are already reported.
#pragma once

#include <rapidjson/document.h>

#include "protocol/arm/check_value.hpp"
#include "protocol/arm/schema.hpp"

namespace eg::arm {

/// `body` is a whole resource: the body of a PUT, or the new document (CheckContext::is_merged).
void apply_rule(CrossRule rule, rapidjson::Value& body, CheckContext& context);

}  // namespace eg::arm
