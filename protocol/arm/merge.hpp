// A checked body and the stored document become the new stored document: PUT replaces, PATCH merges
// (arm-contract 7). Refuses changes of what cannot change. The shape of a stored document is described in
// view.hpp.
#pragma once

#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <boost/system/result.hpp>

#include "protocol/arm/check.hpp"

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

/// Who writes, from the bearer token (arm-contract 3).
struct Author {
  std::string_view name;  ///< e-mail, application id, or a fixed local name
  std::string_view type;  ///< `User` or `Application`
};

/// Sets `systemData` of a merged document: created* from `stored` if there is one, lastModified* always.
void stamp_system_data(rapidjson::Document& document, const rapidjson::Value* stored, const Author& author,
                       std::string_view time);

/// `2024-12-16T07:45:03.843Z`: up to 7 fraction digits, trailing zeros dropped (arm-contract 2). From 1970
/// on.
std::string system_data_time(std::int64_t unix_milliseconds);

}  // namespace eg::arm
