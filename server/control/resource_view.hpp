// A stored row as the requested version shows it: the values that are computed and not stored are filled in
// here.
#pragma once

#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <boost/system/result.hpp>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/error.hpp"
#include "protocol/arm/schema.hpp"
#include "server/control/control_plane.hpp"
#include "store/store.hpp"

namespace eg::control {

/// `provisioning_state`: while an operation runs, what Operations says.
std::string view_of(const Settings& settings, const arm::Kind& kind, arm::ApiVersion version,
                    const store::ResourceRow& row, const rapidjson::Value& document,
                    std::string_view provisioning_state = "Succeeded");
/// Parses the row's document. Error: internal_server_error, the stored text is no JSON.
boost::system::result<std::string, arm::Error> view_of(const Settings& settings, const arm::Kind& kind,
                                                       arm::ApiVersion version, const store::ResourceRow& row,
                                                       std::string_view provisioning_state = "Succeeded");
boost::system::result<rapidjson::Document, arm::Error> document_of(const store::ResourceRow& row);

/// The group `$all` of the namespace with that id (arm-contract 6).
std::string view_of_built_in_group(const Settings& settings, arm::ApiVersion version,
                                   std::string_view namespace_id);

}  // namespace eg::control
