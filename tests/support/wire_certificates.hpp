// CA certificates and clients of the CA schemes as ARM resources of a wire emulator's `wire-ns`, and the
// certificates that clients present.
#pragma once

#include <string>
#include <vector>

#include "tests/support/certificates.hpp"
#include "tests/support/wire_emulator.hpp"

namespace eg::test {

inline std::string json_line(std::string text) {
  for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 2)
    text.replace(at, 1, "\\n");
  return text;
}

inline std::string ca_body(X509* certificate) {
  return R"({"properties":{"encodedCertificate":")" + json_line(io::to_pem(certificate)) + "\"}}";
}

inline std::string scheme_body(const std::string& authentication_name, const std::string& scheme) {
  return R"({"properties":{"authenticationName":")" + authentication_name +
         R"(","clientCertificateAuthentication":{"validationScheme":")" + scheme + "\"}}}";
}

inline void put_ca(const WireEmulator& emulator, const std::string& name, X509* certificate) {
  emulator.put("wire-ns/caCertificates/" + name, ca_body(certificate));
}

inline void erase(const WireEmulator& emulator, const std::string& path) {
  const HttpReply reply = emulator.http({.method = "DELETE", .target = WireEmulator::arm_target(path)});
  INFO(path << ": " << reply.header << reply.body);
  REQUIRE(reply.status / 100 == 2);
}

/// The code of the CONNACK. The connection is left as it is.
inline std::uint8_t connect_code_of(WireClient& client, const ConnectOptions& options) {
  client.send(connect_packet(options));
  const auto answer = client.packet();
  REQUIRE(answer);
  REQUIRE(answer->at(0) == 0x20);
  return connack_code(*answer);
}

/// An authority, one below it, and what they sign; keys are shared by the whole program.
class WireAuthority {
 public:
  explicit WireAuthority(const std::string& name = "Root", int first_key = 20)
      : root_key_(key_number(io::KeyKind::ecdsa_p256, first_key)),
        middle_key_(key_number(io::KeyKind::ecdsa_p256, first_key + 1)),
        leaf_key_(key_number(io::KeyKind::ecdsa_p256, first_key + 2)),
        root(make(authority_spec(name), root_key_, nullptr, nullptr, std::time(nullptr))),
        middle(
            make(authority_spec(name + " middle"), middle_key_, root.get(), root_key_, std::time(nullptr))) {}

  /// Signed by the intermediate, which goes with it.
  WireIdentity identity(const CertificateSpec& spec) const {
    WireIdentity made(shared(leaf_key_),
                      make(spec, leaf_key_, middle.get(), middle_key_, std::time(nullptr)));
    made.sent.push_back(shared(middle.get()));
    return made;
  }

 private:
  EVP_PKEY* root_key_;
  EVP_PKEY* middle_key_;
  EVP_PKEY* leaf_key_;

 public:
  io::CertificatePointer root;
  io::CertificatePointer middle;
};

}  // namespace eg::test
