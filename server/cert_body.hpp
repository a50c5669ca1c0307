// The body of the PUT that registers a certificate just made. Sends nothing.
#pragma once

#include <string>

#include "server/config.hpp"

namespace eg::app {

struct RegisteredCertificate {
  std::string pem;         ///< the certificate alone, without its chain
  std::string thumbprint;  ///< SHA-256
};

/// For `--ca` a caCertificates resource. Otherwise a clients resource: self-signed, with `ThumbprintMatch`
/// and NAME as authentication name; signed by an issuer, with the scheme of its first DNS name, URI, IP or
/// e-mail address, which is then the authentication name, or without any of these by its subject.
std::string registering_body(const Config::Cert& options, const RegisteredCertificate& made);

}  // namespace eg::app
