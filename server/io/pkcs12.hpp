// A key, its certificate and their chain in one PKCS #12 file (`.pfx`), the form .NET and Windows read.
#pragma once

#include <string>
#include <vector>

#include "server/io/failure.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::io {

struct Pkcs12Content {
  X509* certificate;
  EVP_PKEY* key;
  std::vector<X509*> chain;  ///< from the certificate's issuer upwards
};

/// DER. AES-256 and SHA-256, which .NET, OpenSSL 3 and Windows since 2019 read.
Outcome<std::string> make_pkcs12(const Pkcs12Content& content, const std::string& friendly_name,
                                 const std::string& password);

}  // namespace eg::io
