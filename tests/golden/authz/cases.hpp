// The golden rows of testdata/authz: tab-separated text with JSON columns, turned into values of authz. The
// columns are described in docs/DECISIONS.md; this file decides nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "authz/authenticate.hpp"
#include "authz/model.hpp"

namespace eg::authz_golden {

struct Case {
  std::string id;
  std::string kind;
  std::string protocol;
  std::string client;
  std::string policy;
  std::string input;
  std::string expected;
  std::string basis;
  std::string why;
};
/// All rows after the header; throws when one has not nine columns.
std::vector<Case> read_cases();

/// A row that this folder cannot decide, and who does.
struct NotYet {
  std::string id;
  std::string feature;
  std::string reason;
};
std::vector<NotYet> read_not_yet();

std::string json_text(const std::string& json);

/// {authenticationName, attributes}
authz::Client client_of(const std::string& json);

/// {bind: [...]}: a group (unless its query is null), a space and a binding for each entry; `client` is the
/// only one.
authz::Namespace namespace_of(const std::string& json, const authz::Client& client);

inline constexpr std::int64_t now_unix_seconds = 1'700'000'000;

struct Connect {
  authz::Namespace model;
  std::optional<std::string> user_name;
  std::optional<authz::PeerCertificate> certificate;
  authz::ChainOutcome chain =
      authz::ChainOutcome::not_trusted;  ///< what a verifier says about the certificate
};
Connect connect_of(const Case& row);

}  // namespace eg::authz_golden
