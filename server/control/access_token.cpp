#include "server/control/access_token.hpp"

#include <array>
#include <optional>

#include "protocol/arm/json.hpp"
#include "server/control/base64url.hpp"
#include "server/control/guid.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {
namespace {

constexpr std::string_view header_json = R"({"typ":"JWT","alg":"RS256","kid":"eventgrid-emulator"})";
constexpr std::string_view not_a_signature = "this token is not signed";

struct NameClaim {
  std::string_view claim;
  std::string_view type;
};
/// In the order in which they are looked for (arm-contract 3, systemData).
constexpr std::array name_claims{
    NameClaim{"upn", "User"},          NameClaim{"unique_name", "User"},
    NameClaim{"email", "User"},        NameClaim{"preferred_username", "User"},
    NameClaim{"appid", "Application"}, NameClaim{"azp", "Application"},
    NameClaim{"oid", "User"},
};

std::optional<rapidjson::Document> payload_of(std::string_view authorization) {
  const std::size_t first = authorization.find('.');
  if (first == std::string_view::npos) {
    return std::nullopt;
  }
  const std::size_t second = authorization.find('.', first + 1);
  if (second == std::string_view::npos) {
    return std::nullopt;
  }
  const auto bytes = from_base64url(authorization.substr(first + 1, second - first - 1));
  if (!bytes) {
    return std::nullopt;
  }
  auto parsed = arm::parse_json(*bytes);
  return parsed ? std::optional(*std::move(parsed)) : std::nullopt;
}

}  // namespace

std::string make_access_token(const TokenClaims& claims) {
  const std::string object_id = guid_of(claims.user.empty() ? claims.application_id : claims.user);
  JsonText payload;
  payload.begin_object()
      .member("aud", claims.audience)
      .member("iss", claims.issuer)
      .number("iat", claims.issued_unix_seconds)
      .number("nbf", claims.issued_unix_seconds)
      .number("exp", claims.issued_unix_seconds + token_lifetime_seconds)
      .member("appid", claims.application_id)
      .member("oid", object_id)
      .member("sub", object_id)
      .member("tid", claims.tenant);
  if (!claims.user.empty()) {
    payload.member("upn", claims.user).member("unique_name", claims.user);
  }
  payload.member("uti", claims.token_id).member("ver", "1.0").end_object();
  return to_base64url(header_json) + '.' + to_base64url(payload.take()) + '.' + to_base64url(not_a_signature);
}

TokenOwner owner_of(std::string_view authorization_header) {
  if (const auto payload = payload_of(authorization_header)) {
    for (const NameClaim& row : name_claims) {
      const std::string_view name = arm::text_at(*payload, row.claim);
      if (!name.empty()) {
        return {std::string(name), std::string(row.type)};
      }
    }
  }
  return {"local-user", "User"};
}

}  // namespace eg::control
