// Verifies certificate chains away from the core thread, and keeps the parsed CA certificates of namespaces.
// Knows who may vouch for whom; not what for: authz decides with the verdict.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "authz/policy.hpp"
#include "server/io/presented_chain.hpp"
#include "server/io/trust_store.hpp"

namespace eg::io {

class CredentialVerifier {
 public:
  /// Runs the work once, on any thread, now or later.
  using Run = std::function<void(std::function<void()>)>;
  using Answer = std::function<void(authz::ChainVerdict)>;

  explicit CredentialVerifier(Run run) : run_(std::move(run)) {}

  /// Judges the chain by the CA certificates of this policy. `answer` is called once, on the thread that runs
  /// the work.
  void verify(PresentedChain chain, authz::PolicyPointer policy, std::int64_t now_unix_seconds,
              Answer answer);

 private:
  /// Namespaces whose CA certificates stay parsed.
  static constexpr std::size_t stores_max = 64;

  authz::ChainVerdict judge(const PresentedChain& chain, const authz::Namespace& settings,
                            std::int64_t now_unix_seconds);
  std::shared_ptr<const TrustStore> store_of(const authz::Namespace& settings);

  Run run_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const TrustStore>> stores_;  ///< by namespace; guarded by mutex_
};

}  // namespace eg::io
