// Makes key pairs and certificates: the emulator's authority, its server certificates, client certificates
// for users. Knows no files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "server/io/failure.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::io {

enum class KeyKind : std::uint8_t { ecdsa_p256, rsa_2048 };

Outcome<KeyPointer> make_key(KeyKind kind);

struct CertificateRequest {
  enum class Purpose : std::uint8_t { authority, server, client } purpose = Purpose::client;
  std::string common_name;
  std::vector<std::string> names;  ///< alternative names: host names, wildcards or IP addresses
  int days = 1;
};

struct Issuer {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
};

/// Valid from five minutes ago, so that a clock a little behind does not refuse it. `issuer` without a
/// certificate: self-signed with `key`.
Outcome<CertificatePointer> make_certificate(const CertificateRequest& request, EVP_PKEY* key,
                                             const Issuer& issuer, std::int64_t now_unix_seconds);

std::string to_pem(X509* certificate);
std::string to_pem(EVP_PKEY* key);
CertificatePointer certificate_from_pem(const std::string& text);  ///< nullptr: not a certificate
KeyPointer key_from_pem(const std::string& text);                  ///< nullptr: not a private key

/// An IPv4 or IPv6 address rather than a host name.
bool is_address(const std::string& name);

}  // namespace eg::io
