// What a CA certificate says, and the seam through which it is read: the control plane knows nothing of
// X.509, the shell reads certificates with its TLS library.
#pragma once

#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"

namespace eg::control {

struct CaCertificate {
  std::string der;
  std::string thumbprint_sha256;  ///< upper-case hex over the DER form
  std::string issue_time;         ///< `2022-09-12T23:06:43+00:00` (arm-contract 2)
  std::string expiry_time;
  std::string subject{};  ///< RFC 4514 text
};

/// From `encodedCertificate` (arm-contract 13): PEM with or without line breaks, base64 of PEM, base64 of
/// DER. Error: invalid_request with a sentence, for anything but exactly one certificate of an authority.
using CaCertificateReader = boost::system::result<CaCertificate, arm::Error> (*)(std::string_view text);

}  // namespace eg::control
