// Makes key pairs and certificates: the emulator's authority, its server certificates, client certificates
// for users. Knows no files.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
  std::vector<std::string> uris{};  ///< further alternative names, ASCII
  std::vector<std::string> email_addresses{};
  std::optional<std::int64_t> not_before_unix_seconds{};  ///< nothing: see make_certificate
};

struct Issuer {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;
};

/// Valid for `days` from now or from `not_before_unix_seconds`; without the latter it begins five minutes
/// ago, so that a clock a little behind does not refuse it. `issuer` without a certificate: self-signed with
/// `key`.
Outcome<CertificatePointer> make_certificate(const CertificateRequest& request, EVP_PKEY* key,
                                             const Issuer& issuer, std::int64_t now_unix_seconds);

std::string to_pem(X509* certificate);
std::string to_pem(EVP_PKEY* key);
CertificatePointer certificate_from_pem(const std::string& text);  ///< nullptr: not a certificate
/// All that the text holds, in its order; other PEM blocks are passed over.
std::vector<CertificatePointer> certificates_from_pem(const std::string& text);
KeyPointer key_from_pem(const std::string& text);  ///< nullptr: no private key, or one with a password

/// An IPv4 or IPv6 address rather than a host name.
bool is_address(const std::string& name);

}  // namespace eg::io
