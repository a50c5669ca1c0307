// The text of a client's certificate as it comes to the management endpoint.
#include "server/io/client_certificate.hpp"

#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/certificates.hpp"

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

TEST_CASE("a chain in one text is judged as if it were presented, whatever its order behind the leaf") {
  constexpr std::int64_t now = 1'700'000'000;
  const auto key = [](int number) { return test::key_number(KeyKind::ecdsa_p256, number); };
  const auto root = test::make(test::authority_spec("Root"), key(1), nullptr, nullptr, now);
  const auto line = test::make(test::authority_spec("Line"), key(2), root.get(), key(1), now);
  const auto leaf = test::make(test::leaf_spec("dev1"), key(0), line.get(), key(2), now);
  const std::vector<authz::CaCertificate> anchors = {{.name = "root", .der = test::der_of(root.get())}};
  const std::string whole = to_pem(leaf.get()) + to_pem(root.get()) + to_pem(line.get());
  CHECK(verify_client_chain(whole, anchors, now).outcome == authz::ChainOutcome::trusted);
  const authz::ChainVerdict cut = verify_client_chain(to_pem(leaf.get()), anchors, now);
  CHECK(cut.outcome == authz::ChainOutcome::not_trusted);
  CHECK(cut.subject == "CN=Line");
  CHECK(verify_client_chain(whole, {}, now).outcome == authz::ChainOutcome::not_trusted);
  CHECK(verify_client_chain("no certificate", anchors, now).outcome == authz::ChainOutcome::not_checked);
}

}  // namespace
}  // namespace eg::io
