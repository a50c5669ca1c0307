// `cert NAME`: makes a self-signed client (or authority) certificate with its key and prints the thumbprint.
#pragma once

#include <cstdint>
#include <string>

#include "server/config.hpp"
#include "server/io/failure.hpp"

namespace eg::app {

struct MadeCertificate {
  std::string thumbprint;  ///< SHA-256, 64 upper-case hex digits: what ThumbprintMatch compares
  std::string certificate_file;
  std::string key_file;  ///< mode 0600
};
/// Writes OUT/NAME.cer.pem and OUT/NAME.key.pem, the names of the quickstart. Error: one of them is there
/// already, or they cannot be written.
io::Outcome<MadeCertificate> make_user_certificate(const Config::Cert& options,
                                                   std::int64_t now_unix_seconds);

}  // namespace eg::app
