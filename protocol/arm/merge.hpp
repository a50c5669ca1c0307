// A checked body and the stored document become the new stored document: PUT replaces, PATCH merges
// (arm-contract 7). Refuses changes of what cannot change. The shape of a stored document is described in
// view.hpp.
#pragma once

#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <boost/system/result.hpp>

#include "protocol/arm/check.hpp"
#include "protocol/arm/system_data.hpp"

namespace eg::arm {

struct MergeRequest {
  const Kind& kind;
  ApiVersion version;
  WriteOperation operation;
  std::string_view name;           ///< of the resource: default of `authenticationName`
  const rapidjson::Value& body;    ///< as check left it
  const rapidjson::Value* stored;  ///< nullptr: the resource is new; never for a PATCH
};

/// The new document without systemData. Members that the request's version does not know keep their stored
/// value while their parent object stands. Errors: property_change_not_allowed (400) for immutable, sticky
/// and unpatchable members, invalid_resource_location (409) for the location; all of them together in
/// `details`.
boost::system::result<rapidjson::Document, Error> merge(const MergeRequest& request);

}  // namespace eg::arm
