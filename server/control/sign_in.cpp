#include "server/control/sign_in.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/arm/resource_id.hpp"
#include "server/control/access_token.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {
namespace {

using Form = std::vector<std::pair<std::string, std::string>>;

std::string value_of(const Form& form, std::string_view name) {
  const auto found =
      std::find_if(form.begin(), form.end(), [name](const auto& field) { return field.first == name; });
  return found == form.end() ? std::string() : found->second;
}

/// The path before `/.well-known/...` or `/oauth2/...`: what the client takes for its authority.
std::vector<std::string> authority_segments(const std::vector<std::string>& segments) {
  const auto end = std::find_if(segments.begin(), segments.end(), [](const std::string& segment) {
    const std::string folded = arm::fold_case(segment);
    return folded == ".well-known" || folded == "oauth2";
  });
  return {segments.begin(), end};
}

std::string tenant_of(const std::vector<std::string>& segments) {
  const auto found = std::find_if(segments.begin(), segments.end(),
                                  [](const std::string& segment) { return arm::is_guid(segment); });
  return found == segments.end() ? std::string(default_tenant) : *found;
}

/// `https://localhost:8443//.default` is a scope of the audience `https://localhost:8443/`.
std::string audience_of(const Form& form) {
  std::string scope = value_of(form, "scope");
  if (const std::size_t blank = scope.find(' '); blank != std::string::npos) scope.resize(blank);
  constexpr std::string_view suffix = "/.default";
  if (scope.ends_with(suffix)) {
    scope.resize(scope.size() - suffix.size());
  }
  return scope.empty() ? value_of(form, "resource") : scope;
}

TokenClaims claims_of(Context& context, const Form& form) {
  TokenClaims claims;
  claims.tenant = tenant_of(context.target.segments);
  claims.issuer = base_address(context.request) + "/" + claims.tenant + "/";
  claims.audience = audience_of(form);
  if (claims.audience.empty()) {
    claims.audience = base_address(context.request) + "/";
  }
  claims.application_id = value_of(form, "client_id");
  claims.user = value_of(form, "username");
  claims.token_id = context.guids.next();
  claims.issued_unix_seconds = context.now_unix_milliseconds / 1000;
  return claims;
}

Answer bad_form() {
  return json_response(400,
                       R"({"error":"invalid_request","error_description":"The form is badly encoded."})");
}

}  // namespace

Answer get_openid_configuration(Context& context) {
  std::vector<std::string> authority = authority_segments(context.target.segments);
  // `/TENANT/v2.0` is the authority of newer clients; its endpoints are beside it, not below.
  const bool is_v2 = !authority.empty() && arm::fold_case(authority.back()) == "v2.0";
  if (is_v2) {
    authority.pop_back();
  }
  std::string base = base_address(context.request);
  for (const std::string& segment : authority) {
    base += "/" + segment;
  }
  const std::string oauth = base + (is_v2 ? "/oauth2/v2.0/" : "/oauth2/");
  JsonText json;
  json.begin_object()
      .member("token_endpoint", oauth + "token")
      .member("authorization_endpoint", oauth + "authorize")
      .member("device_authorization_endpoint", oauth + "devicecode")
      .member("jwks_uri", base + "/discovery/v2.0/keys")
      .member("issuer", base + (is_v2 ? "/v2.0" : ""))
      .raw("token_endpoint_auth_methods_supported",
           R"(["client_secret_post","private_key_jwt","client_secret_basic"])")
      .raw("response_types_supported", R"(["code","id_token","token"])")
      .raw("subject_types_supported", R"(["pairwise"])")
      .raw("id_token_signing_alg_values_supported", R"(["RS256"])")
      .end_object();
  return json_response(200, json.take());
}

Answer get_instance_discovery(Context& context) {
  const std::string base = base_address(context.request);
  const std::string host = base.substr(std::string_view("https://").size());
  JsonText json;
  json.begin_object()
      .member("tenant_discovery_endpoint",
              base + "/" + std::string(default_tenant) + "/v2.0/.well-known/openid-configuration")
      .member("api-version", "1.1")
      .begin_array("metadata")
      .begin_object()
      .member("preferred_network", host)
      .member("preferred_cache", host)
      .begin_array("aliases")
      .text(host)
      .end_array()
      .end_object()
      .end_array()
      .end_object();
  return json_response(200, json.take());
}

Answer get_signing_keys(Context&) {
  return json_response(200, R"({"keys":[]})");
}

Answer post_token(Context& context) {
  const auto form = parse_form(context.request.body);
  if (!form) {
    return bad_form();
  }
  JsonText json;
  json.begin_object()
      .member("token_type", "Bearer")
      .number("expires_in", token_lifetime_seconds)
      .number("ext_expires_in", token_lifetime_seconds)
      .member("access_token", make_access_token(claims_of(context, *form)))
      .end_object();
  return json_response(200, json.take());
}

Answer managed_identity_token(Context& context) {
  auto form = parse_form(context.request.body);
  if (!form) {
    return bad_form();
  }
  form->insert(form->end(), context.target.parameters.begin(), context.target.parameters.end());
  TokenClaims claims = claims_of(context, *form);
  if (claims.application_id.empty()) {
    claims.application_id = guid_of("managed identity");
  }
  const std::int64_t expires = claims.issued_unix_seconds + token_lifetime_seconds;
  JsonText json;
  // Numbers as texts, as the real endpoint sends them.
  json.begin_object()
      .member("token_type", "Bearer")
      .member("access_token", make_access_token(claims))
      .member("expires_on", std::to_string(expires))
      .member("expires_in", std::to_string(token_lifetime_seconds))
      .member("not_before", std::to_string(claims.issued_unix_seconds))
      .member("resource", claims.audience)
      .member("client_id", claims.application_id)
      .end_object();
  return json_response(200, json.take());
}

Answer instance_metadata_token(Context& context) {
  // Clients first ask without the header to see whether anyone is there; the real service refuses that.
  if (arm::fold_case(context.request.header("Metadata")) != "true") {
    return json_response(
        400, R"({"error":"invalid_request","error_description":"Required metadata header not specified"})");
  }
  return managed_identity_token(context);
}

}  // namespace eg::control
