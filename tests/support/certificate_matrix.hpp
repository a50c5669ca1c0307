// The matrix of client certificates: validation scheme, field, shape of the chain, validity at each level and
// kind of key, with what each is expected to come to. Made at test time; the rules of the expectation are
// written down here a second time, naively.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "authz/model.hpp"
#include "authz/reason.hpp"
#include "tests/support/certificates.hpp"

namespace eg::test {

using authz::Reason;
using authz::ValidationScheme;

struct SchemeRow {
  ValidationScheme scheme;
  const char* name;       ///< as ARM spells it
  const char* good;       ///< the authentication name of the scheme's client
  const char* other;      ///< a value that is not it
  const char* name_type;  ///< of the alternative name; nullptr: the subject
};
constexpr std::array<SchemeRow, 5> scheme_rows{{
    {ValidationScheme::subject_matches_authentication_name, "SubjectMatchesAuthenticationName", "device-1",
     "device-2", nullptr},
    {ValidationScheme::dns_matches_authentication_name, "DnsMatchesAuthenticationName", "dev1.example",
     "dev2.example", "DNS:"},
    {ValidationScheme::uri_matches_authentication_name, "UriMatchesAuthenticationName", "urn:dev:1",
     "urn:dev:2", "URI:"},
    {ValidationScheme::ip_matches_authentication_name, "IpMatchesAuthenticationName", "10.1.2.3", "10.1.2.4",
     "IP:"},
    {ValidationScheme::email_matches_authentication_name, "EmailMatchesAuthenticationName",
     "dev1@example.com", "dev2@example.com", "email:"},
}};

enum class FieldCase : std::uint8_t { match, mismatch, absent };
constexpr std::array field_cases{FieldCase::match, FieldCase::mismatch, FieldCase::absent};

/// Levels of a chain as a set of bits.
constexpr unsigned leaf_level = 1, middle_level = 2, root_level = 4;

struct ShapeRow {
  const char* name;
  bool signed_by_middle;  ///< the leaf; else by the root, or by itself
  bool signed_by_root;
  bool sends_middle;
  bool sends_root;
  unsigned registered;  ///< levels
  bool registers_stranger;
  const char* middle_constraints;
  const char* middle_usage;
  const char* root_constraints;
  Reason expected;
  unsigned levels;  ///< whose validity counts; with a fault of shape it does not, but for the leaf's
};

constexpr const char* ca = "critical,CA:TRUE";
constexpr const char* may_sign = "critical,keyCertSign";
constexpr std::array<ShapeRow, 12> shape_rows{{
    {"self-signed", false, false, false, false, 0, true, ca, may_sign, ca,
     Reason::certificate_chain_not_trusted, 0},
    {"signed by the registered root", false, true, false, false, root_level, false, ca, may_sign, ca,
     Reason::allowed, root_level},
    {"signed by the registered intermediate", true, false, false, false, middle_level, false, ca, may_sign,
     ca, Reason::allowed, middle_level},
    {"intermediate sent, root registered", true, false, true, false, root_level, false, ca, may_sign, ca,
     Reason::allowed, middle_level | root_level},
    {"both registered", true, false, false, false, middle_level | root_level, false, ca, may_sign, ca,
     Reason::allowed, middle_level},
    {"intermediate missing", true, false, false, false, root_level, false, ca, may_sign, ca,
     Reason::certificate_chain_not_trusted, 0},
    {"unrelated CA registered", true, false, true, false, 0, true, ca, may_sign, ca,
     Reason::certificate_chain_not_trusted, 0},
    {"root sent and not registered", true, false, true, true, 0, false, ca, may_sign, ca,
     Reason::certificate_chain_not_trusted, 0},
    {"a leaf signed it", true, false, true, false, root_level, false, "critical,CA:FALSE",
     "critical,digitalSignature", ca, Reason::certificate_constraint_broken, 0},
    {"CA without keyCertSign", true, false, true, false, root_level, false, ca, "critical,cRLSign", ca,
     Reason::certificate_constraint_broken, 0},
    {"CA without basicConstraints", true, false, true, false, root_level, false, "",
     "critical,digitalSignature", ca, Reason::certificate_constraint_broken, 0},
    {"path length exceeded", true, false, true, false, root_level, false, ca, may_sign,
     "critical,CA:TRUE,pathlen:0", Reason::certificate_constraint_broken, 0},
}};

struct ValidityRow {
  const char* name;
  unsigned level;  ///< 0: everything is valid
  Days days;
};
constexpr std::array<ValidityRow, 7> validity_rows{{
    {"all valid", 0, {}},
    {"leaf expired", leaf_level, {-20, -10}},
    {"leaf not yet valid", leaf_level, {10, 20}},
    {"intermediate expired", middle_level, {-20, -10}},
    {"intermediate not yet valid", middle_level, {10, 20}},
    {"root expired", root_level, {-20, -10}},
    {"root not yet valid", root_level, {10, 20}},
}};

constexpr std::array key_kinds{io::KeyKind::ecdsa_p256, io::KeyKind::rsa_2048};

/// The authorities of one shape, validity and kind of key; leaves are made from them.
class MatrixAuthority {
 public:
  MatrixAuthority(const ShapeRow& shape, const ValidityRow& validity, io::KeyKind kind, std::int64_t now)
      : shape_(shape), validity_(validity), kind_(kind), now_(now) {
    CertificateSpec root = authority_spec("Root");
    root.basic_constraints = shape.root_constraints;
    root.days = days_of(root_level);
    root_ = make(root, key(1), nullptr, nullptr, now);
    CertificateSpec middle = authority_spec("Intermediate");
    middle.basic_constraints = shape.middle_constraints;
    middle.key_usage = shape.middle_usage;
    middle.days = days_of(middle_level);
    middle_ = make(middle, key(2), root_.get(), key(1), now);
    stranger_ = make(authority_spec("Stranger"), key(3), nullptr, nullptr, now);
  }

  EVP_PKEY* leaf_key() const { return key(0); }

  io::CertificatePointer leaf(const SchemeRow& scheme, FieldCase field) const {
    const std::string value = field == FieldCase::match ? scheme.good : scheme.other;
    CertificateSpec spec = leaf_spec("leaf");
    spec.days = days_of(leaf_level);
    if (scheme.name_type == nullptr) {
      spec.subject = {{"O", "Contoso"}};
      if (field != FieldCase::absent) spec.subject.emplace_back("CN", value);
    } else if (field != FieldCase::absent) {
      spec.names = scheme.name_type + value;
    }
    if (shape_.signed_by_middle) return make(spec, key(0), middle_.get(), key(2), now_);
    return make(spec, key(0), shape_.signed_by_root ? root_.get() : nullptr, key(1), now_);
  }

  std::vector<X509*> sent() const {
    std::vector<X509*> certificates;
    if (shape_.sends_middle) certificates.push_back(middle_.get());
    if (shape_.sends_root) certificates.push_back(root_.get());
    return certificates;
  }

  /// By name of the resource.
  std::vector<std::pair<std::string, X509*>> registered() const {
    std::vector<std::pair<std::string, X509*>> certificates;
    if ((shape_.registered & root_level) != 0) certificates.emplace_back("root", root_.get());
    if ((shape_.registered & middle_level) != 0) certificates.emplace_back("middle", middle_.get());
    if (shape_.registers_stranger) certificates.emplace_back("stranger", stranger_.get());
    return certificates;
  }

  Reason expected(FieldCase field) const {
    const bool is_expired = validity_.days.to < 0;
    if (validity_.level == leaf_level) {
      return is_expired ? Reason::certificate_expired : Reason::certificate_not_yet_valid;
    }
    if (shape_.expected != Reason::allowed) return shape_.expected;
    if ((validity_.level & shape_.levels) != 0) {
      return is_expired ? Reason::ca_certificate_expired : Reason::ca_certificate_not_yet_valid;
    }
    return field == FieldCase::match ? Reason::allowed : Reason::certificate_field_mismatch;
  }

 private:
  EVP_PKEY* key(int number) const { return key_number(kind_, number); }
  Days days_of(unsigned level) const { return validity_.level == level ? validity_.days : Days{}; }

  const ShapeRow& shape_;
  const ValidityRow& validity_;
  io::KeyKind kind_;
  std::int64_t now_;
  io::CertificatePointer root_, middle_, stranger_;
};

}  // namespace eg::test
