// The one TLS context of all links: protocol versions, key pairs, and what is remembered of a session
// (broker-behaviour 2.2, design 2 "TLS").
#pragma once

#include "server/io/authority.hpp"
#include "server/io/failure.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::io {

/// TLS 1.2 and 1.3. A client certificate is asked for and never judged here: a self-signed one, an expired
/// one and none all pass, the decision falls at CONNECT.
Outcome<ContextPointer> make_tls_context(const Authority& authority);

}  // namespace eg::io
