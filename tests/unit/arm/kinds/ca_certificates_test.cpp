// The CA certificate's table, and that its text reaches the rule that control hands in.
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

TEST_CASE("each row of the CA certificate is checked as it says") {
  test::try_all_rows(ca_certificates, R"({"properties":{"encodedCertificate":"text"}})");
}

TEST_CASE("the certificate's text is put to the rule and named by its place") {
  TextRules rules;
  rules.ca_certificate = [](std::string_view text) -> std::optional<std::string> {
    if (text == "bad") return "The certificate is bad.";
    return std::nullopt;
  };
  const auto checked = test::run_check(ca_certificates, R"({"properties":{"encodedCertificate":"bad"}})",
                                       {.text_rules = rules});
  REQUIRE(checked.problems.size() == 1);
  CHECK(checked.problems[0].target == "properties.encodedCertificate");
  CHECK(checked.problems[0].message == "The certificate is bad.");
}

TEST_CASE("what the certificate says of itself is not taken from the request") {
  const auto checked = test::run_check(
      ca_certificates,
      R"({"properties":{"encodedCertificate":"text","issueTimeInUtc":"x","expiryTimeInUtc":7}})");
  REQUIRE(checked.accepted());
  CHECK(find_path(checked.body, "properties.issueTimeInUtc") == nullptr);
  CHECK(find_path(checked.body, "properties.expiryTimeInUtc") == nullptr);
}

}  // namespace
}  // namespace eg::arm
