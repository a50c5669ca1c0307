// First half of CONNECT: the packet's form, the namespace, who the client is. May wait for the shell to
// verify a certificate chain; the second half is in accepting.hpp.
#pragma once

#include "authz/authenticate.hpp"
#include "protocol/mqtt/frame.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

void handle_connect(Core& core, Link& link, const mqtt::Frame& frame);
/// The answer to Effects::verify_chain, for a link that is connecting.
void continue_connect(Core& core, Link& link, const authz::ChainVerdict& verdict);

}  // namespace eg::broker
