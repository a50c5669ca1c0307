// The text of a client's certificate as it comes to the management endpoint.
#include "server/io/client_certificate.hpp"

#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

struct Made {
  KeyPointer key;
  CertificatePointer certificate;
};

Made made_for(const std::string& common_name) {
  Made made;
  made.key = std::move(make_key(KeyKind::ecdsa_p256).value());
  CertificateRequest request;
  request.common_name = common_name;
  made.certificate = std::move(make_certificate(request, made.key.get(), {}, 1'700'000'000).value());
  return made;
}

TEST_CASE("a client's certificate is read from PEM: the first one, whatever stands around it") {
  const Made first = made_for("dev1");
  const Made second = made_for("dev2");
  const std::string texts[] = {
      to_pem(first.certificate.get()),
      "Subject: CN=dev1\n" + to_pem(first.certificate.get()) + to_pem(second.certificate.get()),
      to_pem(first.key.get()) + to_pem(first.certificate.get())};
  for (const std::string& text : texts) {
    const auto read = read_client_certificate(text);
    REQUIRE(read.has_value());
    CHECK(read->subject_common_name == "dev1");
    CHECK(read->thumbprint_sha256 == thumbprint_sha256(first.certificate.get()));
    CHECK(read->not_after_unix_seconds > 1'700'000'000);
  }
}

TEST_CASE("what is no certificate is told what one looks like, and leaves no error behind") {
  const Made made = made_for("dev1");
  const std::string pem = to_pem(made.certificate.get());
  for (const std::string& text :
       {std::string("dev1"), pem.substr(0, pem.size() / 2), to_pem(made.key.get())}) {
    const auto read = read_client_certificate(text);
    REQUIRE(read.has_error());
    CHECK(read.error().code == arm::ErrorCode::invalid_request);
    CHECK(read.error().message.find("-----BEGIN CERTIFICATE-----") != std::string::npos);
  }
  CHECK(take_openssl_error() == "unknown error");
}

}  // namespace
}  // namespace eg::io
