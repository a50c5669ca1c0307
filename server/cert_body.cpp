// Members that a PUT needs, no others: what is left out gets the service's default.
#include "server/cert_body.hpp"

#include <string_view>
#include <utility>

#include "server/control/json_text.hpp"

namespace eg::app {
namespace {

/// Scheme and authentication name of a client whose certificate an authority signed.
std::pair<std::string_view, std::string> matched_field(const Config::Cert& options) {
  const std::pair<std::string_view, const std::vector<std::string>&> fields[] = {
      {"DnsMatchesAuthenticationName", options.dns_names},
      {"UriMatchesAuthenticationName", options.uris},
      {"IpMatchesAuthenticationName", options.ip_addresses},
      {"EmailMatchesAuthenticationName", options.email_addresses},
  };
  for (const auto& [scheme, values] : fields) {
    if (!values.empty()) return {scheme, values.front()};
  }
  return {"SubjectMatchesAuthenticationName", options.name};
}

}  // namespace

std::string registering_body(const Config::Cert& options, const RegisteredCertificate& made) {
  control::JsonText json;
  json.begin_object().begin_object("properties");
  if (options.authority) {
    json.member("encodedCertificate", made.pem);
  } else {
    const auto [scheme, name] = options.issuer.empty()
                                    ? std::pair{std::string_view("ThumbprintMatch"), options.name}
                                    : matched_field(options);
    json.member("authenticationName", name).begin_object("clientCertificateAuthentication");
    json.member("validationScheme", scheme);
    if (options.issuer.empty()) json.begin_array("allowedThumbprints").text(made.thumbprint).end_array();
    json.end_object();
  }
  json.end_object().end_object();
  return json.take();
}

}  // namespace eg::app
