// Why a CONNECT was let in or refused, as data: where the name came from, what was presented, what the client
// asks for and what would mend it. Built for refusals and when somebody asks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "authz/authenticate.hpp"

namespace eg::authz {

/// A source of a name that was looked at, in the namespace's order.
struct NameSourceTrail {
  std::string source;  ///< `ClientCertificateSubject`
  std::string value;   ///< what the certificate has there; empty: nothing
};

struct AuthenticationTrail {
  Authentication::Kind kind = Authentication::Kind::refused;
  Reason reason = Reason::allowed;
  std::string identity;                       ///< the name that was looked up, empty if none was found
  std::string name_source;                    ///< `UserName`, or the source that had a value; empty: none had
  std::vector<NameSourceTrail> name_sources;  ///< empty when the user name decided

  // The client, when the name was found.
  std::string client_name;  ///< of the resource
  bool is_enabled = false;
  std::string validation_scheme;  ///< as ARM spells it
  std::vector<std::string> allowed_thumbprints;
  std::string certificate_field;  ///< that the scheme compares; empty for thumbprints

  // The certificate, when one was presented.
  std::string presented_thumbprint;  ///< SHA-256
  std::string presented_subject;
  std::vector<std::string> presented_values;  ///< of the scheme's field

  std::string detail;  ///< of the decision: one phrase
  std::string cure;    ///< one sentence; empty when granted
};

AuthenticationTrail trail_of(const Policy& policy, const Credentials& credentials,
                             const Authentication& outcome);

/// One line for people: the decision's detail and the cure.
std::string to_line(const AuthenticationTrail& trail);

/// `ThumbprintMatch`, ...: as ARM spells it.
std::string_view name_of(ValidationScheme scheme);

}  // namespace eg::authz
