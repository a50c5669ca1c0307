#include "authz/chain_refusal.hpp"

#include "tests/support/catch.hpp"

using namespace eg::authz;

namespace {

ChainVerdict verdict(ChainOutcome outcome, const std::string& subject, const std::string& detail = "") {
  ChainVerdict made = outcome;
  made.subject = subject;
  made.detail = detail;
  return made;
}

}  // namespace

TEST_CASE("a chain that is not trusted: its reason, and a sentence that names the certificate at fault") {
  PeerCertificate certificate;
  certificate.subject = "CN=leaf";
  const std::vector<CaCertificate> registered = {{.name = "factory", .subject = "CN=Root"}, {.name = "bare"}};
  struct Row {
    ChainVerdict verdict;
    Reason reason;
    const char* text;
  };
  using Outcome = ChainOutcome;
  const Row rows[] = {
      {verdict(Outcome::not_trusted, "CN=Line 1"), Reason::certificate_chain_not_trusted,
       "a certificate of the issuer 'CN=Line 1' is neither registered nor was it sent along"},
      {verdict(Outcome::not_trusted, ""), Reason::certificate_chain_not_trusted,
       "it ends at a self-signed certificate that is not registered"},
      {verdict(Outcome::not_trusted, "", "'CN=X' was sent along"), Reason::certificate_chain_not_trusted,
       "not registered ('CN=X' was sent along)"},
      {verdict(Outcome::not_trusted, "CN=Root"), Reason::certificate_chain_not_trusted,
       "the CA certificate 'factory' bears the name of the issuer, 'CN=Root', but has another key"},
      {verdict(Outcome::ca_expired, "CN=Root"), Reason::ca_certificate_expired,
       "the CA certificate 'factory', 'CN=Root', has expired"},
      {verdict(Outcome::ca_expired, "CN=Line 1"), Reason::ca_certificate_expired,
       "the certificate 'CN=Line 1' that was sent along has expired"},
      {verdict(Outcome::ca_not_yet_valid, "CN=Root"), Reason::ca_certificate_not_yet_valid,
       "'CN=Root', is not valid yet"},
      {verdict(Outcome::constraint_broken, "CN=Line 1", "path length"), Reason::certificate_constraint_broken,
       "'CN=Line 1' that was sent along may not stand where it stands in the chain (path length)"},
      {verdict(Outcome::weak, "CN=leaf"), Reason::certificate_chain_weak,
       "the client certificate 'CN=leaf' is too weak"},
      {verdict(Outcome::signature_invalid, "CN=leaf"), Reason::certificate_signature_invalid,
       "the client certificate 'CN=leaf' is not signed with the key"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const ChainRefusal refusal = chain_refusal(row.verdict, certificate, registered);
    CHECK(refusal.reason == row.reason);
    CHECK(refusal.detail.find(row.text) != std::string::npos);
    CHECK(refusal.detail.ends_with("(registered: factory 'CN=Root', bare)"));
  }
  CHECK(chain_refusal(verdict(Outcome::not_trusted, ""), certificate, {})
            .detail.ends_with("(registered: none)"));
}

TEST_CASE("names of certificates cannot forge lines of the log") {
  PeerCertificate certificate;
  certificate.subject = "CN=a\nb";
  const auto refusal = chain_refusal(verdict(ChainOutcome::not_trusted, "CN=c\nd"), certificate, {});
  CHECK(refusal.detail.find('\n') == std::string::npos);
}
