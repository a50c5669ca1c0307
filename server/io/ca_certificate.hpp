// Reads the text of an uploaded CA certificate with OpenSSL, for the control plane's seam. Keeps nothing.
#pragma once

#include <string_view>

#include "server/control/ca_certificate.hpp"

namespace eg::io {

/// A control::CaCertificateReader. A certificate whose time is over is read like any other: what it signed is
/// refused at CONNECT.
boost::system::result<control::CaCertificate, arm::Error> read_ca_certificate(std::string_view text);

}  // namespace eg::io
