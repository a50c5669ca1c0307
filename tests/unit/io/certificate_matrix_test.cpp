// The whole matrix of certificates through the verifier's judgement and authz, in process.
#include <chrono>

#include "authz/authenticate.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/trust_store.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/certificate_matrix.hpp"

namespace eg::io {
namespace {

using namespace eg::test;

constexpr std::int64_t now = 1'700'000'000;

authz::Namespace model_with_all_schemes() {
  authz::Namespace model;
  model.name = "ns";
  model.mqtt_enabled = true;
  for (const SchemeRow& row : scheme_rows) {
    authz::Client& client = model.clients.emplace_back();
    client.name = client.authentication_name = row.good;
    client.validation_scheme = row.scheme;
  }
  return model;
}

std::vector<authz::CaCertificate> registered_of(const MatrixAuthority& authority) {
  std::vector<authz::CaCertificate> registered;
  for (const auto& [name, certificate] : authority.registered()) {
    registered.push_back({name, der_of(certificate), thumbprint_sha256(certificate),
                          name_text(X509_get_subject_name(certificate))});
  }
  return registered;
}

CertificateStackPointer stack_of(const std::vector<X509*>& certificates) {
  CertificateStackPointer stack(sk_X509_new_null());
  for (X509* certificate : certificates) sk_X509_push(stack.get(), shared(certificate).release());
  return stack;
}

/// As CONNECT goes: authz asks for the chain, then decides with the verdict.
authz::Authentication decide(const authz::Policy& policy, const TrustStore& store, X509* leaf,
                             const std::vector<X509*>& sent, const char* name) {
  const authz::PeerCertificate certificate = read_peer_certificate(leaf);
  authz::Credentials credentials{.user_name = name, .certificate = &certificate};
  authz::Authentication outcome = authz::authenticate(policy, credentials, now);
  if (outcome.kind != authz::Authentication::Kind::needs_chain) return outcome;
  credentials.chain = store.judge(leaf, stack_of(sent).get(), now);
  return authz::authenticate(policy, credentials, now);
}

TEST_CASE("certificate matrix: scheme, field, shape of the chain, validity at each level, kind of key") {
  authz::Namespace model = model_with_all_schemes();
  int count = 0;
  for (const io::KeyKind kind : key_kinds) {
    for (const ShapeRow& shape : shape_rows) {
      for (const ValidityRow& validity : validity_rows) {
        const MatrixAuthority authority(shape, validity, kind, now);
        model.ca_certificates = registered_of(authority);
        const auto policy = authz::compile(model, nullptr);
        const TrustStore store(model.ca_certificates);
        for (const SchemeRow& scheme : scheme_rows) {
          for (const FieldCase field : field_cases) {
            const CertificatePointer leaf = authority.leaf(scheme, field);
            const auto outcome = decide(*policy, store, leaf.get(), authority.sent(), scheme.good);
            INFO(shape.name << ", " << validity.name << ", " << scheme.name << ", field case "
                            << static_cast<int>(field) << ", key kind " << static_cast<int>(kind) << ": "
                            << outcome.detail);
            CHECK(authz::row(outcome.reason).identifier == authz::row(authority.expected(field)).identifier);
            CHECK((outcome.kind == authz::Authentication::Kind::granted) ==
                  (outcome.reason == authz::Reason::allowed));
            ++count;
          }
        }
      }
    }
  }
  CHECK(count == 2 * 12 * 7 * 5 * 3);
}

}  // namespace
}  // namespace eg::io
