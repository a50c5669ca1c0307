// What authentication gets to see of a certificate.
#include "server/io/peer_identity.hpp"

#include "server/io/certificate_builder.hpp"
#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

constexpr std::int64_t now = 1'700'000'000;

CertificatePointer certificate_of(const std::string& common_name, const std::vector<std::string>& names) {
  const auto key = make_key(KeyKind::ecdsa_p256);
  return make_certificate({CertificateRequest::Purpose::client, common_name, names, 10}, key->get(), {}, now)
      .value();
}

TEST_CASE("subject, alternative names and validity are read") {
  const auto certificate = certificate_of("client one", {"a.test", "*.b.test", "10.1.2.3", "2001:db8::1"});
  const authz::PeerCertificate read = read_peer_certificate(certificate.get());
  CHECK(read.subject_common_name == "client one");
  CHECK(read.subject == "CN=client one");
  CHECK(read.dns_names == std::vector<std::string>{"a.test", "*.b.test"});
  CHECK(read.ip_addresses == std::vector<std::string>{"10.1.2.3", "2001:db8::1"});
  CHECK(read.not_before_unix_seconds == now - 300);
  CHECK(read.not_after_unix_seconds == now + 10 * 86'400);
}

TEST_CASE("thumbprints are upper-case hex of the right length") {
  const auto certificate = certificate_of("x", {});
  const authz::PeerCertificate read = read_peer_certificate(certificate.get());
  CHECK(read.thumbprint_sha256.size() == 64);
  CHECK(read.thumbprint_sha1.size() == 40);
  CHECK(read.thumbprint_sha256 == thumbprint_sha256(certificate.get()));
  CHECK(read.thumbprint_sha256.find_first_not_of("0123456789ABCDEF") == std::string::npos);
}

TEST_CASE("the last common name counts, and special characters are escaped in the subject") {
  const auto certificate = certificate_of("a,b", {});
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("später"), -1, -1, 0);
  const authz::PeerCertificate read = read_peer_certificate(certificate.get());
  CHECK(read.subject_common_name == "später");
  CHECK(read.subject == "CN=später,CN=a\\,b");
}

}  // namespace
}  // namespace eg::io
