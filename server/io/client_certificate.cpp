#include "server/io/client_certificate.hpp"

#include <openssl/err.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/trust_store.hpp"

namespace eg::io {

boost::system::result<authz::PeerCertificate, arm::Error> read_client_certificate(std::string_view pem) {
  const CertificatePointer certificate = certificate_from_pem(std::string(pem));
  if (certificate == nullptr) {
    ERR_clear_error();
    return arm::Error(arm::ErrorCode::invalid_request,
                      "This is no certificate: send its PEM text, which begins with -----BEGIN "
                      "CERTIFICATE-----, as one text with \\n for the ends of lines.");
  }
  return read_peer_certificate(certificate.get());
}

authz::ChainVerdict verify_client_chain(std::string_view pem,
                                        const std::vector<authz::CaCertificate>& anchors,
                                        std::int64_t now_unix_seconds) {
  std::vector<CertificatePointer> certificates = certificates_from_pem(std::string(pem));
  if (certificates.empty()) return authz::ChainOutcome::not_checked;
  const CertificateStackPointer sent(sk_X509_new_null());
  for (std::size_t index = 1; index < certificates.size(); ++index) {
    sk_X509_push(sent.get(), certificates[index].release());
  }
  return TrustStore(anchors).judge(certificates.front().get(), sent.get(), now_unix_seconds);
}

}  // namespace eg::io
