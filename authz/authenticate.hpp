// Who is connecting? Decides CONNECT from user name, certificate and policy (broker-behaviour 3.1 to 3.5).
// Pure: the certificate arrives as values, its chain as an outcome of the shell's credential verifier.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authz/policy.hpp"
#include "authz/reason.hpp"

namespace eg::authz {

/// What the shell read from the peer's certificate. Times in Unix seconds.
struct PeerCertificate {
  std::string thumbprint_sha256;    ///< 64 upper-case hex digits
  std::string thumbprint_sha1;      ///< 40 upper-case hex digits
  std::string subject_common_name;  ///< the last CN
  std::string subject;              ///< RFC 4514 text
  std::vector<std::string> dns_names;
  std::vector<std::string> uris;
  std::vector<std::string> ip_addresses;
  std::vector<std::string> email_addresses;
  std::int64_t not_before_unix_seconds = 0;
  std::int64_t not_after_unix_seconds = 0;
};

/// Outcome of the chain check, asked for by `needs_chain`.
enum class ChainOutcome : std::uint8_t {
  not_checked,
  trusted,
  not_trusted,        ///< leads to no CA certificate of the namespace
  ca_expired,         ///< a CA certificate on the way, registered or sent along
  ca_not_yet_valid,   ///< the same
  constraint_broken,  ///< basic constraints, path length, key usage, name constraints: one of them forbids it
  weak,               ///< a key is too short or a digest too weak
  signature_invalid,  ///< not made with the key of the issuer's certificate
};

/// What the credential verifier says about a chain; an outcome alone names no certificate.
struct ChainVerdict {
  ChainVerdict(ChainOutcome what = ChainOutcome::not_checked) : outcome(what) {}

  ChainOutcome outcome;
  /// RFC 4514 text: of the certificate at fault; with not_trusted, of the issuer that is missing, and empty
  /// when the chain ends at a self-signed certificate.
  std::string subject;
  std::string detail;  ///< what is wrong with it, when the outcome alone does not say it
  /// When the chain stops being trusted: the first end of the validity of a certificate in it, leaf included.
  std::int64_t not_after_unix_seconds = std::numeric_limits<std::int64_t>::max();
};

struct Credentials {
  std::optional<std::string_view> user_name{};
  std::optional<std::string_view> authentication_method{};  ///< v5; none is served yet
  const PeerCertificate* certificate = nullptr;             ///< nullptr: none was presented
  ChainVerdict chain{};
};

struct Authentication {
  enum class Kind : std::uint8_t { granted, refused, needs_chain } kind = Kind::refused;
  Reason reason = Reason::allowed;
  PrincipalPointer principal;  ///< set when granted, and when refused after the name was found
  std::string identity;        ///< the name that was looked up, empty if none was found
  std::string detail;          ///< what was presented and what would have matched, for the log
};

/// The client that the credentials name, nullptr if there is none. Proves nothing and explains nothing.
PrincipalPointer find_client(const Policy& policy, const Credentials& credentials);

Authentication authenticate(const Policy& policy, const Credentials& credentials,
                            std::int64_t now_unix_seconds);

}  // namespace eg::authz
