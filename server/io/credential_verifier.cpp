// A store is found by what it was made from, so none can be older than the policy that is asked for.
#include "server/io/credential_verifier.hpp"

#include <exception>
#include <utility>

namespace eg::io {
namespace {

/// What cannot be parsed is left out.
CertificateStackPointer parsed(const SentCertificates* sent) {
  CertificateStackPointer stack(sk_X509_new_null());
  if (sent == nullptr) return stack;
  for (const std::string& der : *sent) {
    if (CertificatePointer certificate = certificate_from_der(der)) {
      sk_X509_push(stack.get(), certificate.release());
    }
  }
  return stack;
}

}  // namespace

void CredentialVerifier::verify(PresentedChain chain, authz::PolicyPointer policy,
                                std::int64_t now_unix_seconds, Answer answer) {
  auto shared = std::make_shared<PresentedChain>(std::move(chain));
  run_([this, shared = std::move(shared), policy = std::move(policy), now_unix_seconds,
        answer = std::move(answer)] { answer(judge(*shared, policy->settings(), now_unix_seconds)); });
}

authz::ChainVerdict CredentialVerifier::judge(const PresentedChain& chain, const authz::Namespace& settings,
                                              std::int64_t now_unix_seconds) {
  authz::ChainVerdict verdict = authz::ChainOutcome::not_trusted;
  if (!chain.leaf) return verdict;
  try {
    const CertificateStackPointer sent = parsed(chain.sent.get());
    verdict = store_of(settings)->judge(chain.leaf.get(), sent.get(), now_unix_seconds);
  } catch (const std::exception& exception) {
    verdict.detail = exception.what();  // somebody waits for an answer, whatever happens
  }
  return verdict;
}

std::shared_ptr<const TrustStore> CredentialVerifier::store_of(const authz::Namespace& settings) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = stores_.find(settings.name);
    if (found != stores_.end() && found->second->is_made_from(settings.ca_certificates)) return found->second;
  }
  auto made = std::make_shared<const TrustStore>(settings.ca_certificates);
  const std::lock_guard lock(mutex_);
  if (stores_.size() >= stores_max) stores_.clear();
  stores_[settings.name] = made;
  return made;
}

}  // namespace eg::io
