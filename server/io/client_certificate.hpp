// Reads and judges the text of a client's certificate with OpenSSL, for the control plane's seams. Keeps
// nothing.
#pragma once

#include <string_view>

#include "server/control/client_certificate.hpp"

namespace eg::io {

/// A control::ClientCertificateReader.
boost::system::result<authz::PeerCertificate, arm::Error> read_client_certificate(std::string_view pem);

/// A control::ChainVerifier: as a connection that presents these certificates would be judged.
authz::ChainVerdict verify_client_chain(std::string_view pem,
                                        const std::vector<authz::CaCertificate>& anchors,
                                        std::int64_t now_unix_seconds);

}  // namespace eg::io
