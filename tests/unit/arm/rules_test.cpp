// Thumbprints and validation schemes, and the legacy authentication object (arm-contract 9, decisions).
#include "protocol/arm/rules.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

const std::string thumbprint = "\"" + std::string(64, 'A') + "\"";

TEST_CASE("scheme and thumbprints fit together") {
  struct Case {
    std::string authentication;
    const char* scheme;  ///< nullptr: refused; empty: left to the default
  };
  const Case cases[] = {
      {R"({})", ""},
      {R"({"allowedThumbprints":[)" + thumbprint + "]}", "ThumbprintMatch"},
      {R"({"allowedThumbprints":[]})", ""},
      {R"({"validationScheme":null,"allowedThumbprints":[)" + thumbprint + "]}", "ThumbprintMatch"},
      {R"({"validationScheme":"thumbprintmatch","allowedThumbprints":[)" + thumbprint + "]}",
       "ThumbprintMatch"},
      {R"({"validationScheme":"ThumbprintMatch"})", nullptr},
      {R"({"validationScheme":"ThumbprintMatch","allowedThumbprints":[]})", nullptr},
      {R"({"validationScheme":"DnsMatchesAuthenticationName"})", "DnsMatchesAuthenticationName"},
      {R"({"validationScheme":"DnsMatchesAuthenticationName","allowedThumbprints":[]})",
       "DnsMatchesAuthenticationName"},
      {R"({"validationScheme":"DnsMatchesAuthenticationName","allowedThumbprints":[)" + thumbprint + "]}",
       nullptr},
      {R"({"allowedThumbprints":[)" + thumbprint + "," + thumbprint + "," + thumbprint + "]}", nullptr},
  };
  for (const Case& one : cases) {
    INFO(one.authentication);
    const auto checked = test::run_check(
        clients, R"({"properties":{"clientCertificateAuthentication":)" + one.authentication + "}}");
    CHECK(checked.accepted() == (one.scheme != nullptr));
    if (one.scheme != nullptr) {
      CHECK(text_at(checked.body, "properties.clientCertificateAuthentication.validationScheme") ==
            one.scheme);
    }
  }
}

TEST_CASE("the legacy object becomes clientCertificateAuthentication in its one version") {
  const std::string body =
      R"({"properties":{"authentication":{"certificateThumbprint":{"primary":)" + thumbprint + "}}}}";
  const auto checked = test::run_check(clients, body);
  REQUIRE(checked.accepted());
  CHECK(text_at(checked.body, "properties.clientCertificateAuthentication.validationScheme") ==
        "ThumbprintMatch");
  CHECK(find_path(checked.body, "properties.clientCertificateAuthentication.allowedThumbprints")->Size() ==
        1);
  CHECK(find_path(checked.body, "properties.authentication") == nullptr);
  const auto later = test::run_check(clients, body, {.version = ApiVersion::v2025_02_15});
  CHECK(find_path(later.body, "properties.clientCertificateAuthentication")->ObjectEmpty());
}

TEST_CASE("a legacy subject becomes the subject scheme; a current object wins over a legacy one") {
  const auto subject = test::run_check(
      clients, R"({"properties":{"authentication":{"certificateSubject":{"commonName":"c"}}}})");
  CHECK(text_at(subject.body, "properties.clientCertificateAuthentication.validationScheme") ==
        "SubjectMatchesAuthenticationName");
  const std::string kept = "properties.clientCertificateAuthentication.certificateSubject";
  CHECK(text_at(subject.body, kept + ".commonName") == "c");
  const auto of_no_version = test::run_check(
      clients,
      R"({"properties":{"clientCertificateAuthentication":{"certificateSubject":{"commonName":"c"}}}})");
  CHECK(of_no_version.accepted());
  CHECK(find_path(of_no_version.body, kept) == nullptr);
  CHECK_FALSE(of_no_version.warnings.empty());
  const auto both =
      test::run_check(clients, R"({"properties":{"authentication":{"certificateThumbprint":{"primary":)" +
                                   thumbprint + R"(}},"clientCertificateAuthentication":
                                                 {"validationScheme":"IpMatchesAuthenticationName"}}})");
  CHECK(text_at(both.body, "properties.clientCertificateAuthentication.validationScheme") ==
        "IpMatchesAuthenticationName");
  CHECK_FALSE(both.warnings.empty());
}

}  // namespace
}  // namespace eg::arm
