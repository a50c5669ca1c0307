// The certificates that a peer presented. The leaf is the TLS session's; what was sent along with it is kept
// beside, as DER and once for all connections that sent the same: devices of one factory share their
// intermediates, and an idle connection holds no parsed copy of them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "server/io/openssl_pointers.hpp"

namespace eg::io {

/// DER forms, in the order of the handshake.
using SentCertificates = std::vector<std::string>;

struct PresentedChain {
  CertificatePointer leaf;                       ///< nullptr: none was presented
  std::shared_ptr<const SentCertificates> sent;  ///< nullptr: nothing came with it
};

/// Server side: certificates are asked for, any or none is accepted, and what is presented is kept with the
/// TLS session, so that a connection that resumes the session has it too.
void accept_and_keep_presented_chains(SSL_CTX* context);

/// Of a connection of such a context, after the handshake.
PresentedChain presented_chain(SSL* ssl);

}  // namespace eg::io
