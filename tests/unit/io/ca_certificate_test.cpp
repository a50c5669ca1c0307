// Every form a certificate may be sent in, and what is no certificate of an authority.
#include "server/io/ca_certificate.hpp"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "tests/support/catch.hpp"

using namespace eg::io;

namespace {

constexpr std::int64_t now_unix_seconds =
    1'700'000'300;  // 2023-11-14T22:18:20Z, made valid five minutes before

struct Made {
  KeyPointer key;
  CertificatePointer certificate;
};

Made make(CertificateRequest::Purpose purpose) {
  Made made;
  made.key = std::move(*make_key(KeyKind::ecdsa_p256));
  CertificateRequest request;
  request.purpose = purpose;
  request.common_name = "Factory root";
  request.days = 2;
  made.certificate = std::move(*make_certificate(request, made.key.get(), {}, now_unix_seconds));
  return made;
}

std::string base64(const std::string& bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
  const int length =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

std::string der_of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509(certificate, &bytes);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return der;
}

std::string without_line_breaks(std::string text) {
  std::erase(text, '\n');
  return text;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

}  // namespace

TEST_CASE("a certificate of an authority is read from every form it may be sent in") {
  const Made root = make(CertificateRequest::Purpose::authority);
  const std::string pem = to_pem(root.certificate.get());
  const std::string der = der_of(root.certificate.get());
  for (const std::string& text :
       {pem, without_line_breaks(pem), replaced(pem, "\n", "\r\n"), "Subject: CN=x\n" + pem + "\n\n",
        base64(pem), base64(without_line_breaks(pem)), base64(der), " " + base64(der) + "\n"}) {
    INFO(text);
    const auto read = read_ca_certificate(text);
    REQUIRE(read.has_value());
    CHECK(read->der == der);
    CHECK(read->thumbprint_sha256 == thumbprint_sha256(root.certificate.get()));
    CHECK(read->issue_time == "2023-11-14T22:13:20+00:00");
    CHECK(read->expiry_time.size() == read->issue_time.size());
    CHECK(read->expiry_time > read->issue_time);
  }
}

TEST_CASE("what is not exactly one certificate of an authority is refused with what is wrong") {
  const Made root = make(CertificateRequest::Purpose::authority);
  const Made leaf = make(CertificateRequest::Purpose::client);
  const std::string pem = to_pem(root.certificate.get());
  const std::string der = der_of(root.certificate.get());
  const std::pair<std::string, const char*> cases[] = {
      {"", "no X.509 certificate"},
      {"base64EncodePemFormattedCertificateString", "no X.509 certificate"},
      {"bm90aGluZw==", "no X.509 certificate"},
      {"====", "no X.509 certificate"},
      {std::string("\0\0\0\0", 4), "no X.509 certificate"},
      {pem.substr(0, pem.size() / 2), "no X.509 certificate"},
      {replaced(pem, "-----END CERTIFICATE-----", ""), "no X.509 certificate"},
      {replaced(pem, "CERTIFICATE", "CERTIFICATE REQUEST"), "no X.509 certificate"},
      {"-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n", "no X.509 certificate"},
      {base64(der + "x"), "no X.509 certificate"},
      {base64(der.substr(1)), "no X.509 certificate"},
      {base64(base64(pem)), "no X.509 certificate"},
      {pem + pem, "2 certificates"},
      {base64(pem + to_pem(leaf.certificate.get())), "2 certificates"},
      {to_pem(root.key.get()) + pem, "private key"},
      {to_pem(leaf.certificate.get()), "not the certificate of an authority"},
      {to_pem(make(CertificateRequest::Purpose::server).certificate.get()),
       "not the certificate of an authority"},
  };
  for (const auto& [text, expected] : cases) {
    INFO(text);
    const auto read = read_ca_certificate(text);
    REQUIRE(read.has_error());
    CHECK(read.error().message.find(expected) != std::string::npos);
    CHECK(read.error().code == eg::arm::ErrorCode::invalid_request);
  }
}

TEST_CASE("an intermediate authority is a certificate of an authority by itself") {
  const Made root = make(CertificateRequest::Purpose::authority);
  Made middle;
  middle.key = std::move(*make_key(KeyKind::rsa_2048));
  CertificateRequest request;
  request.purpose = CertificateRequest::Purpose::authority;
  request.common_name = "Factory line 1";
  middle.certificate = std::move(*make_certificate(
      request, middle.key.get(), {root.certificate.get(), root.key.get()}, now_unix_seconds));
  CHECK(read_ca_certificate(to_pem(middle.certificate.get())).has_value());
}
