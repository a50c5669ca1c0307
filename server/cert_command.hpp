// `cert NAME`: makes a certificate with its key, for a client or an authority, self-signed or signed by an
// authority made before.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/config.hpp"
#include "server/io/failure.hpp"

namespace eg::app {

struct MadeCertificate {
  std::string thumbprint;  ///< SHA-256, 64 upper-case hex digits: what ThumbprintMatch compares
  std::string certificate_file;
  std::string key_file;  ///< mode 0600
  std::string pfx_file;  ///< mode 0600; empty: not asked for
  std::string body;      ///< of the PUT that registers it
  std::string warning;   ///< what will surprise later; empty: nothing
};
/// Writes OUT/NAME.cer.pem and OUT/NAME.key.pem, the names of the quickstart, and OUT/NAME.pfx when asked.
/// The certificate's file is what a client sends: the certificate first, then the authorities above it,
/// without the root. Error: one of the files is there already or cannot be written (then none is left), or
/// the issuer must not sign.
io::Outcome<MadeCertificate> make_user_certificate(const Config::Cert& options,
                                                   std::int64_t now_unix_seconds);

}  // namespace eg::app
