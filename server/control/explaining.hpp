// POST /emulator/explain: may this client connect, publish or subscribe, and why. Judges with the policy in
// force and changes nothing; sessions are the broker's and are not looked at.
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

/// Body: {namespace, client and/or certificate, userName, action, topic, protocol}. Errors: invalid_request
/// and invalid_request_content with all problems together.
Answer post_explain(Context& context);

}  // namespace eg::control
