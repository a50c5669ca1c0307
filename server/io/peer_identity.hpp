// Reads from an X.509 certificate what authentication judges. The certificate itself is not kept.
#pragma once

#include <cstdint>
#include <string>

#include <openssl/x509.h>

#include "authz/authenticate.hpp"

namespace eg::io {

authz::PeerCertificate read_peer_certificate(X509* certificate);

/// RFC 4514 text, UTF-8 as it is.
std::string name_text(const X509_NAME* name);

/// Unix seconds; 0 for a time that is malformed.
struct Validity {
  std::int64_t not_before_unix_seconds = 0;
  std::int64_t not_after_unix_seconds = 0;
};
Validity validity_of(const X509* certificate);

/// Upper-case hex of the SHA-256 digest over the DER form (broker-behaviour 3.3).
std::string thumbprint_sha256(const X509* certificate);

}  // namespace eg::io
