// Path building and checking is OpenSSL's; here stands what is asked of it and what its errors mean.
#include "server/io/trust_store.hpp"

#include <algorithm>
#include <array>

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "authz/quote.hpp"
#include "server/io/peer_identity.hpp"

namespace eg::io {
namespace {

using authz::ChainOutcome;
using authz::ChainVerdict;
using ContextOfVerification = std::unique_ptr<X509_STORE_CTX, FreeWith<X509_STORE_CTX_free>>;

/// Intermediates between a leaf and an anchor.
constexpr int depth_max = 10;
/// OpenSSL's level 2.
constexpr int security_level = 2;
/// What X509_check_ca calls a CA with basicConstraints, and a self-signed one of version 1, which has no
/// extensions.
constexpr int ca_by_constraints = 1;
constexpr int ca_of_version_1 = 3;

struct ErrorRow {
  int error;
  ChainOutcome outcome;
};
/// Everything else is a constraint that is broken.
constexpr std::array error_rows{
    ErrorRow{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, ChainOutcome::not_trusted},
    ErrorRow{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, ChainOutcome::not_trusted},
    ErrorRow{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, ChainOutcome::not_trusted},
    ErrorRow{X509_V_ERR_CERT_UNTRUSTED, ChainOutcome::not_trusted},
    ErrorRow{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, ChainOutcome::not_trusted},
    ErrorRow{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN, ChainOutcome::not_trusted},
    ErrorRow{X509_V_ERR_CERT_CHAIN_TOO_LONG, ChainOutcome::not_trusted},
    ErrorRow{X509_V_ERR_CERT_HAS_EXPIRED, ChainOutcome::ca_expired},
    ErrorRow{X509_V_ERR_CERT_NOT_YET_VALID, ChainOutcome::ca_not_yet_valid},
    ErrorRow{X509_V_ERR_EE_KEY_TOO_SMALL, ChainOutcome::weak},
    ErrorRow{X509_V_ERR_CA_KEY_TOO_SMALL, ChainOutcome::weak},
    ErrorRow{X509_V_ERR_CA_MD_TOO_WEAK, ChainOutcome::weak},
    ErrorRow{X509_V_ERR_CERT_SIGNATURE_FAILURE, ChainOutcome::signature_invalid},
    ErrorRow{X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE, ChainOutcome::signature_invalid},
    ErrorRow{X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, ChainOutcome::signature_invalid},
};

void free_stack_alone(STACK_OF(X509) * stack) {
  sk_X509_free(stack);
}
using BorrowedStackPointer = std::unique_ptr<STACK_OF(X509), FreeWith<free_stack_alone>>;

ChainOutcome outcome_of(int error) {
  const auto* const row = std::find_if(error_rows.begin(), error_rows.end(),
                                       [error](const ErrorRow& one) { return one.error == error; });
  return row == error_rows.end() ? ChainOutcome::constraint_broken : row->outcome;
}

/// The leaf's time is authz's to judge; of the others both ends of the interval count as valid, as they do
/// there, where OpenSSL leaves out the last second.
int pass_over_time(int is_good, X509_STORE_CTX* context) {
  const int error = X509_STORE_CTX_get_error(context);
  if (is_good == 1) return 1;
  if (error != X509_V_ERR_CERT_HAS_EXPIRED && error != X509_V_ERR_CERT_NOT_YET_VALID) return 0;
  const Validity validity = validity_of(X509_STORE_CTX_get_current_cert(context));
  const auto now = static_cast<std::int64_t>(X509_VERIFY_PARAM_get_time(X509_STORE_CTX_get0_param(context)));
  const bool is_valid = now >= validity.not_before_unix_seconds && now <= validity.not_after_unix_seconds;
  if (X509_STORE_CTX_get_error_depth(context) != 0 && !is_valid) return 0;
  X509_STORE_CTX_set_error(context, X509_V_OK);
  return 1;
}

ChainVerdict verdict_of_failure(X509_STORE_CTX* context) {
  const int error = X509_STORE_CTX_get_error(context);
  ChainVerdict verdict(outcome_of(error));
  X509* at_fault = X509_STORE_CTX_get_current_cert(context);
  if (at_fault == nullptr) at_fault = X509_STORE_CTX_get0_cert(context);
  const std::string subject = name_text(X509_get_subject_name(at_fault));
  switch (verdict.outcome) {
    case ChainOutcome::not_trusted:
      if (error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN) {
        verdict.detail = authz::quoted(subject) + " was sent along";
      } else if (error != X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT) {
        verdict.subject = name_text(X509_get_issuer_name(at_fault));
      }
      if (error == X509_V_ERR_CERT_CHAIN_TOO_LONG) verdict.detail = "the chain is too long";
      break;
    case ChainOutcome::ca_expired:
    case ChainOutcome::ca_not_yet_valid: verdict.subject = subject; break;
    default: verdict.subject = subject; verdict.detail = X509_verify_cert_error_string(error);
  }
  return verdict;
}

/// OpenSSL takes a certificate with keyCertSign for a CA when it has no basicConstraints at all; RFC 5280,
/// 4.2.1.9 does not.
ChainVerdict verdict_of_chain(STACK_OF(X509) * chain) {
  ChainVerdict verdict(ChainOutcome::trusted);
  const int count = sk_X509_num(chain);
  for (int depth = 0; depth < count; ++depth) {
    X509* const certificate = sk_X509_value(chain, depth);
    const int kind = X509_check_ca(certificate);
    if (depth > 0 && kind != ca_by_constraints && kind != ca_of_version_1) {
      ChainVerdict refusal(ChainOutcome::constraint_broken);
      refusal.subject = name_text(X509_get_subject_name(certificate));
      refusal.detail = "basicConstraints CA:TRUE is missing";
      return refusal;
    }
    verdict.not_after_unix_seconds =
        std::min(verdict.not_after_unix_seconds, validity_of(certificate).not_after_unix_seconds);
  }
  return verdict;
}

ChainVerdict judge_by(STACK_OF(X509) * anchors, X509* leaf, STACK_OF(X509) * sent, std::int64_t now) {
  const ContextOfVerification context(X509_STORE_CTX_new());
  if (!context || X509_STORE_CTX_init(context.get(), nullptr, leaf, sent) != 1)
    return ChainOutcome::not_trusted;
  X509_STORE_CTX_set0_trusted_stack(context.get(), anchors);
  X509_VERIFY_PARAM* const rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST);
  X509_VERIFY_PARAM_set_time(rules, static_cast<std::time_t>(now));
  X509_VERIFY_PARAM_set_depth(rules, depth_max);
  X509_VERIFY_PARAM_set_auth_level(rules, security_level);
  X509_STORE_CTX_set_verify_cb(context.get(), pass_over_time);
  if (X509_verify_cert(context.get()) == 1) return verdict_of_chain(X509_STORE_CTX_get0_chain(context.get()));
  return verdict_of_failure(context.get());
}

}  // namespace

TrustStore::TrustStore(const std::vector<authz::CaCertificate>& registered)
    : registered_(registered), anchors_(sk_X509_new_null()) {
  for (const authz::CaCertificate& one : registered) {
    if (CertificatePointer certificate = certificate_from_der(one.der)) {
      sk_X509_push(anchors_.get(), certificate.release());
    }
  }
  ERR_clear_error();
}

ChainVerdict TrustStore::judge(X509* leaf, STACK_OF(X509) * sent, std::int64_t now_unix_seconds) const {
  ChainVerdict verdict = judge_by(anchors_.get(), leaf, sent, now_unix_seconds);
  // OpenSSL follows one way only. Where two CAs bear the same name, or one is registered that has expired,
  // there may be another.
  const int count = sk_X509_num(anchors_.get());
  for (int index = 0; count > 1 && index < count && verdict.outcome != ChainOutcome::trusted; ++index) {
    const BorrowedStackPointer one(sk_X509_new_null());
    sk_X509_push(one.get(), sk_X509_value(anchors_.get(), index));
    ChainVerdict other = judge_by(one.get(), leaf, sent, now_unix_seconds);
    if (other.outcome == ChainOutcome::trusted) verdict = std::move(other);
  }
  // The thread's TLS connections look at the same queue of errors.
  ERR_clear_error();
  return verdict;
}

}  // namespace eg::io
