// Reads from an X.509 certificate what authentication judges. The certificate itself is not kept.
#pragma once

#include <memory>
#include <string>

#include <openssl/x509.h>

#include "authz/authenticate.hpp"

namespace eg::io {

authz::PeerCertificate read_peer_certificate(X509* certificate);

/// Upper-case hex of the SHA-256 digest over the DER form (broker-behaviour 3.3).
std::string thumbprint_sha256(const X509* certificate);

}  // namespace eg::io
