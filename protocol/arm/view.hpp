// A stored document as one api-version shows it. Computes nothing: read-only values are handed in by control.
//
// The stored document is one JSON object with the superset of all versions:
//   {"properties":{...}, "sku":{...}, "identity":{...}, "location":"eastus", "tags":{...},
//   "systemData":{...}}
// Children have `properties` and `systemData` alone. It holds what was set and the defaults; members that are
// null or read-only, id, name and type are not in it (the row of the store has those).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include <rapidjson/document.h>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/schema.hpp"

namespace eg::arm {

/// A value of a read-only row; a `provisioningState` that is not given is `Succeeded`.
struct ReadOnlyValue {
  std::string_view path;  ///< `properties.topicSpacesConfiguration.hostname`
  std::string_view text;  ///< empty: absent
};

struct ViewRequest {
  const Kind& kind;
  ApiVersion version;
  std::string_view id;    ///< casing kept
  std::string_view name;  ///< casing kept
  const rapidjson::Value& document;
  std::span<const ReadOnlyValue> read_only;
};

/// The resource as JSON text: `properties, sku, identity, systemData, location, tags, id, name, type` for a
/// tracked kind, `properties, systemData, id, name, type` for a child; members absent or null as arm-contract
/// 2 says.
std::string view(const ViewRequest& request);

}  // namespace eg::arm
