// Where and by which CA certificates chains are judged.
#include "server/io/credential_verifier.hpp"

#include <deque>
#include <optional>

#include "tests/support/catch.hpp"
#include "tests/support/certificates.hpp"

namespace eg::io {
namespace {

using authz::ChainOutcome;

constexpr std::int64_t now = 1'700'000'000;

struct Stage {
  std::deque<std::function<void()>> work;
  CredentialVerifier verifier{[this](std::function<void()> one) { work.push_back(std::move(one)); }};
  EVP_PKEY* leaf_key = test::key_number(KeyKind::ecdsa_p256, 0);
  EVP_PKEY* root_key = test::key_number(KeyKind::ecdsa_p256, 1);
  CertificatePointer root = test::make(test::authority_spec("Root"), root_key, nullptr, nullptr, now);
  CertificatePointer other = test::make(test::authority_spec("Other"), leaf_key, nullptr, nullptr, now);
  CertificatePointer leaf = test::make(test::leaf_spec("leaf"), leaf_key, root.get(), root_key, now);

  static authz::PolicyPointer policy_with(X509* anchor) {
    authz::Namespace model;
    model.name = "ns";
    if (anchor != nullptr) model.ca_certificates = {{.name = "ca", .der = test::der_of(anchor)}};
    return authz::compile(model, nullptr);
  }
  std::optional<ChainOutcome> verify(authz::PolicyPointer policy, PresentedChain chain) {
    std::optional<ChainOutcome> outcome;
    verifier.verify(std::move(chain), std::move(policy), now,
                    [&outcome](authz::ChainVerdict verdict) { outcome = verdict.outcome; });
    CHECK_FALSE(outcome);  // not before the work is run
    REQUIRE(work.size() == 1);
    work.front()();
    work.pop_front();
    return outcome;
  }
  PresentedChain presented() { return {test::shared(leaf.get()), nullptr}; }
};

}  // namespace

TEST_CASE("credential verifier: judged elsewhere, by the CA certificates of the policy that is asked for") {
  Stage stage;
  const auto trusting = Stage::policy_with(stage.root.get());
  const auto distrusting = Stage::policy_with(stage.other.get());
  // All are the first generation of a namespace of the same name: what counts is what they hold
  for (int round = 0; round < 2; ++round) {
    CHECK(stage.verify(trusting, stage.presented()) == ChainOutcome::trusted);
    CHECK(stage.verify(distrusting, stage.presented()) == ChainOutcome::not_trusted);
    CHECK(stage.verify(Stage::policy_with(nullptr), stage.presented()) == ChainOutcome::not_trusted);
  }
}

TEST_CASE("credential verifier: certificates sent along bridge the way, garbage among them does not hurt") {
  Stage stage;
  EVP_PKEY* const middle_key = test::key_number(KeyKind::ecdsa_p256, 2);
  const auto middle =
      test::make(test::authority_spec("Middle"), middle_key, stage.root.get(), stage.root_key, now);
  const auto leaf = test::make(test::leaf_spec("leaf"), stage.leaf_key, middle.get(), middle_key, now);
  const auto policy = Stage::policy_with(stage.root.get());
  const auto sent =
      std::make_shared<const SentCertificates>(SentCertificates{"garbage", test::der_of(middle.get())});
  CHECK(stage.verify(policy, {test::shared(leaf.get()), nullptr}) == ChainOutcome::not_trusted);
  CHECK(stage.verify(policy, {test::shared(leaf.get()), sent}) == ChainOutcome::trusted);
}

TEST_CASE("credential verifier: without a certificate nothing is trusted") {
  Stage stage;
  CHECK(stage.verify(Stage::policy_with(stage.root.get()), {}) == ChainOutcome::not_trusted);
}

TEST_CASE("credential verifier: many namespaces") {
  Stage stage;
  for (int number = 0; number < 200; ++number) {
    authz::Namespace model;
    model.name = "ns-" + std::to_string(number % 70);
    model.ca_certificates = {{.name = "ca", .der = test::der_of(stage.root.get())}};
    CHECK(stage.verify(authz::compile(model, nullptr), stage.presented()) == ChainOutcome::trusted);
  }
}

}  // namespace eg::io
