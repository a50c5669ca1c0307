// Trails as JSON: each function writes one member of the answer to /emulator/explain. Decides nothing.
#pragma once

#include "authz/authentication_trail.hpp"
#include "authz/explain.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {

/// `authentication`; `chain` says what became of the certificate's chain, empty: nobody asked.
void write_authentication(JsonText& json, const authz::AuthenticationTrail& trail, std::string_view chain);
/// `clientGroups`: all of the namespace, and how their queries came out.
void write_groups(JsonText& json, const std::vector<authz::Membership>& memberships);
/// `bindings`: those that were tried, with their templates and expansions.
void write_bindings(JsonText& json, const authz::Trail& trail);
/// `nearestMiss`, if there is one.
void write_nearest_miss(JsonText& json, const authz::Trail& trail);

}  // namespace eg::control
