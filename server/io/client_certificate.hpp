// Reads the text of a client's certificate with OpenSSL, for the control plane's seam. Keeps nothing.
#pragma once

#include <string_view>

#include "server/control/client_certificate.hpp"

namespace eg::io {

/// A control::ClientCertificateReader.
boost::system::result<authz::PeerCertificate, arm::Error> read_client_certificate(std::string_view pem);

}  // namespace eg::io
