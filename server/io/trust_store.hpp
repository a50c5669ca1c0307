// The CA certificates of one namespace, parsed, and the judgement of a client's chain against them
// (broker-behaviour 3.4). Knows OpenSSL's certificates; no connection, thread or policy.
#pragma once

#include <cstdint>
#include <vector>

#include <openssl/x509.h>

#include "authz/authenticate.hpp"
#include "authz/model.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::io {

class TrustStore {
 public:
  /// One that cannot be parsed vouches for nobody.
  explicit TrustStore(const std::vector<authz::CaCertificate>& registered);

  bool is_made_from(const std::vector<authz::CaCertificate>& registered) const {
    return registered_ == registered;
  }
  /// Every registered certificate is an anchor by itself, a root or not; certificates `sent` along (nullptr:
  /// none) may bridge the way to one. CAs must be CAs, allowed to sign, and valid now; keys and signatures
  /// have at least 112 bits of security (RSA 2048, SHA-224). Not looked at: the leaf's own validity (authz
  /// does), its purpose, revocation. Never `not_checked`. From any thread.
  authz::ChainVerdict judge(X509* leaf, STACK_OF(X509) * sent, std::int64_t now_unix_seconds) const;

 private:
  std::vector<authz::CaCertificate> registered_;
  CertificateStackPointer anchors_;
};

}  // namespace eg::io
