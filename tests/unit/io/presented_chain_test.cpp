// What a connection holds of the certificates that a peer sent.
#include "server/io/presented_chain.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/wire_pair.hpp"

namespace eg::io {
namespace {

constexpr std::int64_t now = 1'700'000'000;

EVP_PKEY* key(int number) {
  return test::key_number(KeyKind::ecdsa_p256, number);
}

/// A client that presents a leaf and sends `others` along.
std::unique_ptr<test::WirePair> connect(X509* leaf, const std::vector<X509*>& others) {
  ContextPointer context(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_use_certificate(context.get(), leaf);
  SSL_CTX_use_PrivateKey(context.get(), key(0));
  for (X509* other : others) SSL_CTX_add1_chain_cert(context.get(), other);
  return std::make_unique<test::WirePair>(std::move(context));
}

struct Chain {
  CertificatePointer root = test::make(test::authority_spec("Root"), key(1), nullptr, nullptr, now);
  CertificatePointer middle = test::make(test::authority_spec("Middle"), key(2), root.get(), key(1), now);
  CertificatePointer leaf = test::make(test::leaf_spec("leaf"), key(0), middle.get(), key(2), now);
};

}  // namespace

TEST_CASE("presented chain: the leaf, and the DER of what came with it in its order") {
  const Chain chain;
  const auto pair = connect(chain.leaf.get(), {chain.middle.get(), chain.root.get()});
  const PresentedChain presented = presented_chain(pair->server().native());
  REQUIRE(presented.leaf);
  CHECK(X509_cmp(presented.leaf.get(), chain.leaf.get()) == 0);
  REQUIRE(presented.sent);
  CHECK(*presented.sent ==
        SentCertificates{test::der_of(chain.middle.get()), test::der_of(chain.root.get())});
  // No parsed copy of the others stays with the connection
  CHECK(sk_X509_num(SSL_get_peer_cert_chain(pair->server().native())) <= 0);
}

TEST_CASE("presented chain: connections that sent the same share it") {
  const Chain chain;
  const auto first = connect(chain.leaf.get(), {chain.middle.get()});
  const auto second = connect(chain.leaf.get(), {chain.middle.get()});
  const auto third = connect(chain.leaf.get(), {chain.root.get()});
  const auto list_of = [](const auto& pair) { return presented_chain(pair->server().native()).sent; };
  CHECK(list_of(first) == list_of(second));
  CHECK(list_of(first) != list_of(third));
}

TEST_CASE("presented chain: a certificate alone, and none") {
  const Chain chain;
  const auto alone = connect(chain.leaf.get(), {});
  CHECK(presented_chain(alone->server().native()).leaf);
  CHECK_FALSE(presented_chain(alone->server().native()).sent);
  test::WirePair without;
  CHECK_FALSE(presented_chain(without.server().native()).leaf);
  CHECK_FALSE(presented_chain(without.server().native()).sent);
}

TEST_CASE("presented chain: hundreds of different lists that come and go") {
  const Chain chain;
  for (int number = 0; number < 300; ++number) {
    test::CertificateSpec spec = test::authority_spec("Middle " + std::to_string(number));
    const auto middle = test::make(spec, key(2), chain.root.get(), key(1), now);
    const auto pair = connect(chain.leaf.get(), {middle.get()});
    REQUIRE(presented_chain(pair->server().native()).sent->front() == test::der_of(middle.get()));
  }
}

}  // namespace eg::io
