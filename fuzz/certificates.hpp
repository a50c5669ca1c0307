// What is done with one fuzz input: it is read as a certificate that a peer presents, then as one that is
// registered, and judged by itself. Shared by the libFuzzer target and the test that replays the corpus;
// aborts on a broken rule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "authz/distinguished_name.hpp"
#include "authz/ip_address.hpp"
#include "fuzz/require.hpp"
#include "server/io/ca_certificate.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/trust_store.hpp"

namespace eg::fuzz {

inline void check_peer_certificate(const authz::PeerCertificate& read) {
  require(read.thumbprint_sha256.size() == 64);
  require(read.thumbprint_sha1.size() == 40);
  for (const std::string& address : read.ip_addresses) {
    require(address.empty() || authz::ip_address_bytes(address).has_value());
  }
  for (const std::string_view type : {"CN", "O", "OU", "C"}) {
    std::size_t bytes = 0;
    for (const std::string& value : authz::attribute_values(read.subject, type)) bytes += value.size();
    require(bytes <= read.subject.size());
  }
  for (const char letter : read.subject) require(static_cast<unsigned char>(letter) >= 0x20);
}

inline void check_certificate(std::span<const std::uint8_t> input) {
  const std::string bytes(reinterpret_cast<const char*>(input.data()), input.size());
  const auto registered = io::read_ca_certificate(bytes);
  require(registered.has_value() || !registered.error().message.empty());
  const unsigned char* at = input.data();
  const io::CertificatePointer certificate(d2i_X509(nullptr, &at, static_cast<long>(input.size())));
  if (!certificate) return;
  const authz::PeerCertificate read = io::read_peer_certificate(certificate.get());
  check_peer_certificate(read);
  const io::TrustStore store({{.name = "itself", .der = bytes}});
  const auto verdict = store.judge(certificate.get(), nullptr, read.not_after_unix_seconds);
  require(verdict.outcome != authz::ChainOutcome::not_checked);
}

}  // namespace eg::fuzz
