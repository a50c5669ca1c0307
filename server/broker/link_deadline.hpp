// When a link must be looked at next, and what then: connect time-out, keep alive, end of the certificate's
// validity (broker-behaviour 3.5, 4.6). One entry among the deadlines per link, armed anew when it was early.
#pragma once

#include "server/broker/core.hpp"

namespace eg::broker {

void arm_link(Core& core, Link& link);
/// Its deadline has come: ends the link when something is really due.
void link_due(Core& core, Link& link);

}  // namespace eg::broker
