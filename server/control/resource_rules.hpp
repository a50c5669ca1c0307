// Rules between resources, checked against what is stored before a write (arm-contract 17): references, names
// that must be unique, counts, what may be deleted.
#pragma once

#include <rapidjson/document.h>
#include <boost/system/result.hpp>

#include "protocol/arm/check.hpp"
#include "protocol/arm/error.hpp"
#include "server/control/context.hpp"
#include "server/control/resource_address.hpp"

namespace eg::control {

/// The grammars of topic templates and group queries and the reader of certificates, for arm::check.
arm::TextRules text_rules(const Settings& settings);

/// `document` is the merged resource about to be stored. Errors: invalid_request (a reference to nothing,
/// every one named), conflict (a name that is taken, a quota).
boost::system::result<void, arm::Error> check_write(Context& context, const Address& address,
                                                    const rapidjson::Value& document, bool is_new);

/// Error: conflict, the resource is still named by bindings.
boost::system::result<void, arm::Error> check_delete(Context& context, const Address& address);

}  // namespace eg::control
