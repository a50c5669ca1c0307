// Made once per program.
#include "tests/wire/refusal_certificates.hpp"

#include <map>
#include <stdexcept>

#include "server/io/certificate_builder.hpp"
#include "server/io/clock.hpp"
#include "server/io/peer_identity.hpp"
#include "tests/support/wire_certificates.hpp"
#include "tests/wire/dialogue_policy.hpp"

namespace eg::test {
namespace {

/// A certificate for `letter` that was or will be valid for two days.
WireIdentity at_another_time(char letter, std::int64_t days_from_now) {
  WireIdentity made(std::string("device-") + letter);
  io::CertificateRequest request;
  request.common_name = std::string("device-") + letter;
  request.days = 2;
  constexpr std::int64_t seconds_per_day = 86'400;
  made.certificate = std::move(
      io::make_certificate(request, made.key.get(), {}, io::unix_seconds() + days_from_now * seconds_per_day)
          .value());
  made.thumbprint = io::thumbprint_sha256(made.certificate.get());
  return made;
}

/// The authorities, all with the same name; the old one's time is over.
struct Factories {
  WireAuthority own{"Factory", 50};
  WireAuthority stranger{"Factory", 55};
  EVP_PKEY* old_key = key_number(io::KeyKind::ecdsa_p256, 60);
  io::CertificatePointer old = make(old_spec(), old_key, nullptr, nullptr, io::unix_seconds());

  static CertificateSpec old_spec() {
    CertificateSpec spec = authority_spec("Factory");
    spec.days = {.from = -30, .to = -1};
    return spec;
  }
};

const Factories& factories() {
  static const Factories made;
  return made;
}

WireIdentity signed_by_the_old_one() {
  EVP_PKEY* const key = key_number(io::KeyKind::ecdsa_p256, 61);
  return WireIdentity(shared(key), make(leaf_spec("c1"), key, factories().old.get(), factories().old_key,
                                        io::unix_seconds()));
}

WireIdentity without_intermediates(WireIdentity identity) {
  identity.sent.clear();
  return identity;
}

std::map<std::string, WireIdentity> made_identities() {
  std::map<std::string, WireIdentity> made;
  made.emplace("expired", at_another_time('A', -10));
  made.emplace("future", at_another_time('A', 10));
  made.emplace("signed", factories().own.identity(leaf_spec("c1")));
  made.emplace("unsent", without_intermediates(factories().own.identity(leaf_spec("c1"))));
  made.emplace("other", factories().own.identity(leaf_spec("c2")));
  made.emplace("stranger", factories().stranger.identity(leaf_spec("c1")));
  made.emplace("old", signed_by_the_old_one());
  return made;
}

}  // namespace

const WireIdentity* certificate_called(const std::string& name) {
  static const std::map<std::string, WireIdentity> identities = made_identities();
  if (name == "none") return nullptr;
  const auto found = identities.find(name);
  return found == identities.end() ? &identity(name.at(0)) : &found->second;
}

X509* authority_called(const std::string& name) {
  if (name == "root") return factories().own.root.get();
  if (name == "middle") return factories().own.middle.get();
  if (name == "stranger") return factories().stranger.root.get();
  if (name == "old") return factories().old.get();
  throw std::invalid_argument("no authority is called " + name);
}

const std::vector<std::string>& names_of_certificates() {
  static const std::vector<std::string> names = {"A",      "B",     "expired",  "future", "signed",
                                                 "unsent", "other", "stranger", "old"};
  return names;
}

std::string presented_pem(const WireIdentity& identity) {
  std::string pem = io::to_pem(identity.certificate.get());
  for (const io::CertificatePointer& sent : identity.sent) pem += io::to_pem(sent.get());
  return pem;
}

}  // namespace eg::test
