// The seams through which the control plane learns of a client's certificate: it knows nothing of X.509, the
// shell reads certificates and verifies chains with its TLS library.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "authz/authenticate.hpp"
#include "authz/model.hpp"
#include "protocol/arm/error.hpp"

namespace eg::control {

/// The first certificate of a PEM text. Error: invalid_request with a sentence.
using ClientCertificateReader =
    boost::system::result<authz::PeerCertificate, arm::Error> (*)(std::string_view pem);

/// Whether the first certificate of the text leads, over the others in it, to one of the CA certificates.
using ChainVerifier = std::function<authz::ChainVerdict(
    std::string_view pem, const std::vector<authz::CaCertificate>& anchors, std::int64_t now_unix_seconds)>;

}  // namespace eg::control
