// A text against the format of its row: how it is written, beyond its length. Grammars of other folders come
// in as TextRules.
#pragma once

#include <string>

#include "protocol/arm/check_value.hpp"

namespace eg::arm {

/// `value` is a text. Locations are put into normal form; problems and warnings name `target`.
void check_format(Format format, rapidjson::Value& value, const std::string& target, CheckContext& context);

}  // namespace eg::arm
