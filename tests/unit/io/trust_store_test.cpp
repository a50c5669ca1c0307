// What the matrix of certificates does not hold: names, keys and digests, renewals, and the ends of
// intervals.
#include "server/io/trust_store.hpp"

#include <openssl/err.h>

#include "server/io/peer_identity.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/certificates.hpp"

namespace eg::io {
namespace {

using authz::ChainOutcome;
using test::authority_spec;
using test::CertificateSpec;
using test::key_number;
using test::leaf_spec;

constexpr std::int64_t now = 1'700'000'000;
constexpr std::int64_t day_seconds = 86'400;

EVP_PKEY* key(int number) {
  return key_number(KeyKind::ecdsa_p256, number);
}

CertificatePointer root_with(const CertificateSpec& spec, int key_of_root = 1) {
  return test::make(spec, key(key_of_root), nullptr, nullptr, now);
}
CertificatePointer root() {
  return root_with(authority_spec("Root"));
}
CertificatePointer leaf_of(X509* issuer, int key_of_issuer = 1, CertificateSpec spec = leaf_spec("leaf")) {
  return test::make(spec, key(0), issuer, key(key_of_issuer), now);
}

TrustStore store_of(const std::vector<X509*>& anchors) {
  std::vector<authz::CaCertificate> registered;
  for (X509* anchor : anchors) registered.push_back({.name = "ca", .der = test::der_of(anchor)});
  return TrustStore(registered);
}

authz::ChainVerdict judge(const std::vector<X509*>& anchors, X509* leaf, const std::vector<X509*>& sent = {},
                          std::int64_t time = now) {
  const CertificateStackPointer stack(sk_X509_new_null());
  for (X509* certificate : sent) sk_X509_push(stack.get(), test::shared(certificate).release());
  auto verdict = store_of(anchors).judge(leaf, stack.get(), time);
  CHECK(ERR_peek_error() == 0);
  return verdict;
}

TEST_CASE("trust store: the issuer that is missing is named") {
  const auto anchor = root();
  const auto middle = test::make(authority_spec("Line, 1"), key(2), anchor.get(), key(1), now);
  const auto leaf = leaf_of(middle.get(), 2);
  const auto missing = judge({anchor.get()}, leaf.get());
  CHECK(missing.outcome == ChainOutcome::not_trusted);
  CHECK(missing.subject == "CN=Line\\, 1");
  const auto of_middle = judge({}, leaf.get(), {middle.get()});
  CHECK(of_middle.outcome == ChainOutcome::not_trusted);
  CHECK(of_middle.subject == "CN=Root");
  const auto self_signed = judge({anchor.get()}, leaf_of(nullptr).get());
  CHECK(self_signed.outcome == ChainOutcome::not_trusted);
  CHECK(self_signed.subject.empty());
  const auto root_sent = judge({}, leaf.get(), {middle.get(), anchor.get()});
  CHECK(root_sent.outcome == ChainOutcome::not_trusted);
  CHECK(root_sent.detail == "'CN=Root' was sent along");
}

TEST_CASE("trust store: a CA of the same name with another key is another CA") {
  const auto signer = root();
  const auto impostor = root_with(authority_spec("Root"), 3);
  const auto verdict = judge({impostor.get()}, leaf_of(signer.get()).get());
  CHECK(verdict.outcome == ChainOutcome::not_trusted);
  CHECK(verdict.subject == "CN=Root");
  // Without key identifiers only the signature tells them apart
  CertificateSpec plain = leaf_spec("leaf");
  plain.has_key_identifiers = false;
  const auto plain_leaf = leaf_of(signer.get(), 1, plain);
  const auto invalid = judge({impostor.get()}, plain_leaf.get());
  CHECK(invalid.outcome == ChainOutcome::signature_invalid);
  CHECK(invalid.subject == "CN=leaf");
  // and with both registered the right one is found in either order
  CHECK(judge({impostor.get(), signer.get()}, plain_leaf.get()).outcome == ChainOutcome::trusted);
  CHECK(judge({signer.get(), impostor.get()}, plain_leaf.get()).outcome == ChainOutcome::trusted);
}

TEST_CASE("trust store: a renewed CA certificate beside the old one") {
  CertificateSpec old_spec = authority_spec("Root");
  old_spec.days = {-400, -10};
  const auto old_root = root_with(old_spec);
  const auto renewed = root();
  const auto leaf = leaf_of(renewed.get());
  CHECK(judge({old_root.get(), renewed.get()}, leaf.get()).outcome == ChainOutcome::trusted);
  CHECK(judge({renewed.get(), old_root.get()}, leaf.get()).outcome == ChainOutcome::trusted);
  const auto expired = judge({old_root.get()}, leaf.get());
  CHECK(expired.outcome == ChainOutcome::ca_expired);
  CHECK(expired.subject == "CN=Root");
}

TEST_CASE(
    "trust store: a registered intermediate has expired, the renewed one is sent, its root registered") {
  const auto anchor = root();
  CertificateSpec old_spec = authority_spec("Middle");
  old_spec.days = {-400, -10};
  const auto old_middle = test::make(old_spec, key(2), anchor.get(), key(1), now);
  const auto renewed = test::make(authority_spec("Middle"), key(2), anchor.get(), key(1), now);
  const auto leaf = leaf_of(renewed.get(), 2);
  CHECK(judge({old_middle.get(), anchor.get()}, leaf.get(), {renewed.get()}).outcome ==
        ChainOutcome::trusted);
  CHECK(judge({old_middle.get(), anchor.get()}, leaf.get()).outcome == ChainOutcome::ca_expired);
}

TEST_CASE("trust store: the first end of validity in the chain") {
  CertificateSpec root_spec = authority_spec("Root");
  root_spec.days = {-1, 50};
  CertificateSpec middle_spec = authority_spec("Middle");
  middle_spec.days = {-1, 7};
  const auto anchor = root_with(root_spec);
  const auto middle = test::make(middle_spec, key(2), anchor.get(), key(1), now);
  const auto through_middle = judge({anchor.get()}, leaf_of(middle.get(), 2).get(), {middle.get()});
  CHECK(through_middle.not_after_unix_seconds == now + 7 * day_seconds);
  CHECK(judge({anchor.get()}, leaf_of(anchor.get()).get()).not_after_unix_seconds == now + 30 * day_seconds);
  CertificateSpec long_spec = leaf_spec("leaf");
  long_spec.days = {-1, 90};
  CHECK(judge({anchor.get()}, leaf_of(anchor.get(), 1, long_spec).get()).not_after_unix_seconds ==
        now + 50 * day_seconds);
}

TEST_CASE("trust store: both ends of a CA's validity count as valid, the leaf's are not looked at") {
  CertificateSpec spec = authority_spec("Root");
  spec.days = {-2, 3};
  const auto anchor = root_with(spec);
  CertificateSpec expired = leaf_spec("leaf");
  expired.days = {-30, -20};
  const auto leaf = leaf_of(anchor.get(), 1, expired);
  const std::int64_t begin = now - 2 * day_seconds;
  const std::int64_t end = now + 3 * day_seconds;
  CHECK(judge({anchor.get()}, leaf.get(), {}, begin - 1).outcome == ChainOutcome::ca_not_yet_valid);
  CHECK(judge({anchor.get()}, leaf.get(), {}, begin).outcome == ChainOutcome::trusted);
  CHECK(judge({anchor.get()}, leaf.get(), {}, end).outcome == ChainOutcome::trusted);
  CHECK(judge({anchor.get()}, leaf.get(), {}, end + 1).outcome == ChainOutcome::ca_expired);
}

TEST_CASE("trust store: weak keys and digests") {
  const KeyPointer short_key(EVP_RSA_gen(1024));
  CertificateSpec by_sha1 = leaf_spec("leaf");
  by_sha1.digest = EVP_sha1();
  const auto anchor = root();
  const auto sha1_leaf = leaf_of(anchor.get(), 1, by_sha1);
  const auto sha1 = judge({anchor.get()}, sha1_leaf.get());
  CHECK(sha1.outcome == ChainOutcome::weak);
  CHECK_FALSE(sha1.detail.empty());
  const auto short_leaf = test::make(leaf_spec("leaf"), short_key.get(), anchor.get(), key(1), now);
  CHECK(judge({anchor.get()}, short_leaf.get()).outcome == ChainOutcome::weak);
  const auto short_root = test::make(authority_spec("Short"), short_key.get(), nullptr, nullptr, now);
  const auto leaf_of_short = test::make(leaf_spec("leaf"), key(0), short_root.get(), short_key.get(), now);
  const auto by_short = judge({short_root.get()}, leaf_of_short.get());
  CHECK(by_short.outcome == ChainOutcome::weak);
  CHECK(by_short.subject == "CN=Short");
  // The signature on an anchor itself is nobody's concern
  CertificateSpec sha1_root = authority_spec("Root");
  sha1_root.digest = EVP_sha1();
  const auto old_root = root_with(sha1_root);
  CHECK(judge({old_root.get()}, leaf_of(old_root.get()).get()).outcome == ChainOutcome::trusted);
}

TEST_CASE("trust store: a signature by another key, name constraints, mixed kinds of keys") {
  const auto anchor = root();
  const auto forged = leaf_of(anchor.get(), 3);  // the root's name and key identifier, not its key
  const auto verdict = judge({anchor.get()}, forged.get());
  CHECK(verdict.outcome == ChainOutcome::signature_invalid);
  CertificateSpec constrained = authority_spec("Root");
  constrained.name_constraints = "critical,permitted;DNS:contoso.com";
  const auto narrow = root_with(constrained);
  CertificateSpec outside = leaf_spec("leaf");
  outside.names = "DNS:device.example";
  CHECK(judge({narrow.get()}, leaf_of(narrow.get(), 1, outside).get()).outcome ==
        ChainOutcome::constraint_broken);
  CertificateSpec inside = leaf_spec("leaf");
  inside.names = "DNS:device.contoso.com";
  CHECK(judge({narrow.get()}, leaf_of(narrow.get(), 1, inside).get()).outcome == ChainOutcome::trusted);
  EVP_PKEY* const rsa = key_number(KeyKind::rsa_2048, 1);
  const auto rsa_root = test::make(authority_spec("RSA"), rsa, nullptr, nullptr, now);
  const auto ec_middle = test::make(authority_spec("EC"), key(2), rsa_root.get(), rsa, now);
  const auto rsa_leaf =
      test::make(leaf_spec("leaf"), key_number(KeyKind::rsa_2048, 0), ec_middle.get(), key(2), now);
  CHECK(judge({rsa_root.get()}, rsa_leaf.get(), {ec_middle.get()}).outcome == ChainOutcome::trusted);
}

TEST_CASE("trust store: purposes are not asked for, unknown critical extensions are refused") {
  const auto anchor = root();
  const auto with_extension = [&](int identifier, const char* value) {
    auto leaf = leaf_of(anchor.get());
    test::certificate_parts::add(leaf.get(), anchor.get(), identifier, value);
    X509_sign(leaf.get(), key(1), EVP_sha256());
    return leaf;
  };
  CHECK(judge({anchor.get()}, with_extension(NID_ext_key_usage, "critical,serverAuth").get()).outcome ==
        ChainOutcome::trusted);
  const auto unknown = judge({anchor.get()}, with_extension(NID_netscape_comment, "critical,x").get());
  CHECK(unknown.outcome == ChainOutcome::constraint_broken);
  CHECK(unknown.subject == "CN=leaf");
}

TEST_CASE("trust store: what is no certificate vouches for nobody, a registered one may connect itself") {
  const TrustStore garbage({{.name = "empty"}, {.name = "garbage", .der = "nonsense"}});
  const auto anchor = root();
  CHECK(garbage.judge(leaf_of(anchor.get()).get(), nullptr, now).outcome == ChainOutcome::not_trusted);
  CHECK(judge({anchor.get()}, anchor.get()).outcome == ChainOutcome::trusted);
  CHECK(store_of({anchor.get()}).is_made_from({{.name = "ca", .der = test::der_of(anchor.get())}}));
  CHECK_FALSE(garbage.is_made_from({}));
}

TEST_CASE("trust store: a long way is refused, ten intermediates are not") {
  std::vector<CertificatePointer> chain;
  chain.push_back(root());
  for (int depth = 0; depth < 12; ++depth) {
    chain.push_back(
        test::make(authority_spec("CA " + std::to_string(depth)), key(1), chain.back().get(), key(1), now));
  }
  const auto verdict_behind = [&](std::size_t intermediates) {
    std::vector<X509*> sent;
    for (std::size_t at = 1; at <= intermediates; ++at) sent.push_back(chain[at].get());
    return judge({chain[0].get()}, leaf_of(chain[intermediates].get()).get(), sent);
  };
  CHECK(verdict_behind(10).outcome == ChainOutcome::trusted);
  CHECK(verdict_behind(11).outcome == ChainOutcome::not_trusted);
}

}  // namespace
}  // namespace eg::io
