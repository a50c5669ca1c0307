// The emulator's own certificate authority and its server certificates: made at the first start, kept in the
// data directory, renewed when they run out or when the host names change. Knows no socket.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/io/failure.hpp"

namespace eg::io {

struct AuthorityOptions {
  std::string directory;               ///< empty: nothing is read or written
  std::vector<std::string> hostnames;  ///< every `--hostname`
  std::int64_t now_unix_seconds = 0;
};

/// PEM texts.
struct KeyAndCertificate {
  std::string key;
  std::string certificate;
};

struct Authority {
  KeyAndCertificate authority;
  KeyAndCertificate server_ecdsa;
  KeyAndCertificate server_rsa;
  std::vector<std::string> made;  ///< file names that are new, for the log
};

/// Errors: files that cannot be written; an authority of which a file is missing, damaged or cannot be read,
/// or whose key does not belong to its certificate. A new one is made only where there is no file of one.
Outcome<Authority> open_authority(const AuthorityOptions& options);

/// Names in the server certificates: the fixed ones, the machine's, `--hostname`, and `*.HOST` for domains,
/// because a namespace is addressed as NAMESPACE.HOST.
std::vector<std::string> server_names(const std::vector<std::string>& hostnames);

}  // namespace eg::io
