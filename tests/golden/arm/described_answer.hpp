// An answer of the management API against the published description of its api-version: no member that the
// version lacks, every required member there, each of its type. `null` stands for any member, as in the
// published samples.
#pragma once

#include <string>
#include <vector>

#include <rapidjson/document.h>

#include "protocol/arm/api_version.hpp"

namespace eg::arm::test {

/// A sentence for each member that is wrong, in a resource or in each resource of a list (`value`). A body
/// that is neither, an error or keys, has none; its kind is told by its `type`.
std::vector<std::string> faults_of_answer(const rapidjson::Value& body, ApiVersion version);

}  // namespace eg::arm::test
