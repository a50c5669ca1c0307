// The authority that signs for `cert --issuer`: found, read and judged. Signs nothing itself.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/config.hpp"
#include "server/io/certificate_builder.hpp"
#include "server/io/failure.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::app {

struct CertIssuer {
  io::CertificatePointer certificate;
  io::KeyPointer key;
  /// What a client sends after its own certificate: the issuer and what is above it in its file, without the
  /// self-signed root, which whoever verifies has already.
  std::vector<X509*> chain;
  std::vector<io::CertificatePointer> others;  ///< own what `chain` points to

  bool is_there() const { return certificate != nullptr; }
  io::Issuer signer() const { return {certificate.get(), key.get()}; }
};

/// `options.issuer` is NAME of an authority in `options.out` or a certificate file; a file of several holds
/// the authority, whose key fits, and those above it in any order. Empty when no issuer is asked for. Errors:
/// a file is missing or no PEM, the key is missing or does not fit, the certificate is not one of an
/// authority, allows no authority below itself while `--ca` asks for one, or is valid neither now nor when
/// what it signs begins to be: an expired authority can sign only for its own time, which tests ask for.
io::Outcome<CertIssuer> read_cert_issuer(const Config::Cert& options, std::int64_t now_unix_seconds,
                                         std::int64_t begin_unix_seconds);

}  // namespace eg::app
