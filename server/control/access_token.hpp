// The tokens that the sign-in stand-in gives out, and what is read from any bearer token: who writes. Nothing
// is verified: a local emulator lets everybody in (az-cli-and-sdk-traffic 0, row 13).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace eg::control {

inline constexpr std::string_view default_tenant = "00000000-0000-0000-0000-0000000000aa";
inline constexpr std::string_view default_subscription = "00000000-0000-0000-0000-000000000001";
/// az keeps a token until it runs out: a day.
inline constexpr std::int64_t token_lifetime_seconds = 86'400;

struct TokenClaims {
  std::string tenant;
  std::string audience;
  std::string issuer;
  std::string application_id;
  std::string user;  ///< empty: an application signed in
  std::string token_id;
  std::int64_t issued_unix_seconds = 0;
};

/// Three parts, as clients that look into a token expect; the third is no signature.
std::string make_access_token(const TokenClaims& claims);

/// Who a bearer token belongs to: user name or e-mail, else application id, else object id, else a fixed
/// name.
struct TokenOwner {
  std::string name;
  std::string type;  ///< `User` or `Application`
};
TokenOwner owner_of(std::string_view authorization_header);

}  // namespace eg::control
