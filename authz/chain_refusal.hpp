// Why a certificate's chain is not trusted: the reason and the sentence for a verdict of the credential
// verifier. Judges nothing itself.
#pragma once

#include <string>
#include <vector>

#include "authz/authenticate.hpp"
#include "authz/model.hpp"
#include "authz/reason.hpp"

namespace eg::authz {

struct ChainRefusal {
  Reason reason = Reason::certificate_chain_not_trusted;
  std::string detail;
};

/// Of a verdict that is neither `trusted` nor `not_checked`. `registered`: the CA certificates of the
/// namespace.
ChainRefusal chain_refusal(const ChainVerdict& verdict, const PeerCertificate& certificate,
                           const std::vector<CaCertificate>& registered);

}  // namespace eg::authz
