// Certificates made at test time, good and bad ones alike, from keys that are made once per program. Knows
// OpenSSL and nothing of the emulator but its pointers.
#pragma once

#include <cstdint>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <openssl/x509v3.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::test {

/// The same key for the same number. RSA keys take their time.
inline EVP_PKEY* key_number(io::KeyKind kind, int number) {
  static std::map<std::pair<io::KeyKind, int>, io::KeyPointer> keys;
  io::KeyPointer& key = keys[{kind, number}];
  if (!key) key = std::move(io::make_key(kind).value());
  return key.get();
}

inline io::KeyPointer shared(EVP_PKEY* key) {
  EVP_PKEY_up_ref(key);
  return io::KeyPointer(key);
}

inline io::CertificatePointer shared(X509* certificate) {
  X509_up_ref(certificate);
  return io::CertificatePointer(certificate);
}

inline std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return der;
}

/// An interval around the time that is called now.
struct Days {
  int from = -1;
  int to = 30;
};

struct CertificateSpec {
  std::vector<std::pair<const char*, std::string>> subject;  ///< {"CN", "x"}, in the order of the DER form
  std::string names{};                                       ///< as OpenSSL spells them: "DNS:a,URI:b"
  std::string basic_constraints{};                           ///< "critical,CA:TRUE,pathlen:0"; empty: none
  std::string key_usage{};                                   ///< empty: none
  std::string name_constraints{};
  Days days{};
  std::int64_t seconds_more = 0;  ///< to the end
  bool has_key_identifiers = true;
  const EVP_MD* digest = EVP_sha256();
};

inline CertificateSpec authority_spec(const std::string& name) {
  return {.subject = {{"CN", name}},
          .basic_constraints = "critical,CA:TRUE",
          .key_usage = "critical,keyCertSign,cRLSign"};
}

inline CertificateSpec leaf_spec(const std::string& name) {
  return {.subject = {{"CN", name}}, .basic_constraints = "critical,CA:FALSE"};
}

namespace certificate_parts {

inline void add(X509* certificate, X509* issuer, int identifier, const std::string& value) {
  if (value.empty()) return;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, identifier, value.c_str());
  if (extension == nullptr) throw std::runtime_error("no extension: " + value);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

}  // namespace certificate_parts

/// `issuer` nullptr: self-signed. The serial number differs from certificate to certificate.
inline io::CertificatePointer make(const CertificateSpec& spec, EVP_PKEY* key, X509* issuer,
                                   EVP_PKEY* issuer_key, std::int64_t now_unix_seconds) {
  using certificate_parts::add;
  static std::uint64_t serial = 1;
  constexpr std::int64_t day_seconds = 86'400;
  io::CertificatePointer certificate(X509_new());
  X509* const made = certificate.get();
  X509* const signer = issuer == nullptr ? made : issuer;
  X509_set_version(made, X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(made), ++serial);
  ASN1_TIME_set(X509_getm_notBefore(made), now_unix_seconds + spec.days.from * day_seconds);
  ASN1_TIME_set(X509_getm_notAfter(made), now_unix_seconds + spec.days.to * day_seconds + spec.seconds_more);
  for (const auto& [type, value] : spec.subject) {
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made), type, MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(value.data()),
                               static_cast<int>(value.size()), -1, 0);
  }
  X509_set_issuer_name(made, X509_get_subject_name(signer));
  X509_set_pubkey(made, key);
  add(made, signer, NID_basic_constraints, spec.basic_constraints);
  add(made, signer, NID_key_usage, spec.key_usage);
  add(made, signer, NID_name_constraints, spec.name_constraints);
  add(made, signer, NID_subject_alt_name, spec.names);
  if (spec.has_key_identifiers) {
    add(made, signer, NID_subject_key_identifier, "hash");
    add(made, signer, NID_authority_key_identifier, "keyid");
  }
  if (X509_sign(made, issuer == nullptr ? key : issuer_key, spec.digest) <= 0) {
    throw std::runtime_error("a certificate cannot be signed: " + io::take_openssl_error());
  }
  return certificate;
}

}  // namespace eg::test
