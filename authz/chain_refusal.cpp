#include "authz/chain_refusal.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "authz/quote.hpp"

namespace eg::authz {

namespace {

struct OutcomeRow {
  ChainOutcome outcome;
  Reason reason;
  std::string_view what;  ///< after the name of the certificate
};

constexpr std::array<OutcomeRow, 6> rows{{
    {ChainOutcome::not_trusted, Reason::certificate_chain_not_trusted, ""},
    {ChainOutcome::ca_expired, Reason::ca_certificate_expired, "has expired"},
    {ChainOutcome::ca_not_yet_valid, Reason::ca_certificate_not_yet_valid, "is not valid yet"},
    {ChainOutcome::constraint_broken, Reason::certificate_constraint_broken,
     "may not stand where it stands in the chain"},
    {ChainOutcome::weak, Reason::certificate_chain_weak, "is too weak"},
    {ChainOutcome::signature_invalid, Reason::certificate_signature_invalid,
     "is not signed with the key of the certificate that bears its issuer's name"},
}};

const OutcomeRow& row_of(ChainOutcome outcome) {
  const auto* const found = std::find_if(rows.begin(), rows.end(),
                                         [outcome](const OutcomeRow& row) { return row.outcome == outcome; });
  return found == rows.end() ? rows.front() : *found;
}

const CaCertificate* find_by_subject(const std::vector<CaCertificate>& registered, std::string_view subject) {
  const auto found =
      std::find_if(registered.begin(), registered.end(), [subject](const CaCertificate& certificate) {
        return !certificate.subject.empty() && certificate.subject == subject;
      });
  return found == registered.end() ? nullptr : &*found;
}

/// `root 'CN=Factory root', line-1 'CN=Line 1'`; there are ten at most.
std::string list(const std::vector<CaCertificate>& registered) {
  if (registered.empty()) return "none";
  std::string text;
  for (const CaCertificate& certificate : registered) {
    if (!text.empty()) text += ", ";
    text += certificate.name;
    if (!certificate.subject.empty()) text += " " + quoted(certificate.subject);
  }
  return text;
}

std::string missing_issuer(const ChainVerdict& verdict, const std::vector<CaCertificate>& registered) {
  if (verdict.subject.empty()) return "it ends at a self-signed certificate that is not registered";
  const std::string issuer = quoted(verdict.subject);
  if (const CaCertificate* same_name = find_by_subject(registered, verdict.subject)) {
    return "the CA certificate " + quoted(same_name->name) + " bears the name of the issuer, " + issuer +
           ", but has another key";
  }
  return "a certificate of the issuer " + issuer + " is neither registered nor was it sent along";
}

std::string certificate_at_fault(const ChainVerdict& verdict, const PeerCertificate& certificate,
                                 const std::vector<CaCertificate>& registered) {
  const std::string name = quoted(verdict.subject);
  if (verdict.subject == certificate.subject) return "the client certificate " + name;
  if (const CaCertificate* same_name = find_by_subject(registered, verdict.subject)) {
    return "the CA certificate " + quoted(same_name->name) + ", " + name + ",";
  }
  return "the certificate " + name + " that was sent along";
}

}  // namespace

ChainRefusal chain_refusal(const ChainVerdict& verdict, const PeerCertificate& certificate,
                           const std::vector<CaCertificate>& registered) {
  const OutcomeRow& row = row_of(verdict.outcome);
  std::string why;
  if (row.reason == Reason::certificate_chain_not_trusted) {
    why = missing_issuer(verdict, registered);
  } else {
    why = certificate_at_fault(verdict, certificate, registered) + " " + std::string(row.what);
  }
  if (!verdict.detail.empty()) why += " (" + verdict.detail + ")";
  return {row.reason, "the certificate with subject " + quoted(certificate.subject) +
                          " does not lead to a CA certificate of the namespace: " + why +
                          " (registered: " + list(registered) + ")"};
}

}  // namespace eg::authz
