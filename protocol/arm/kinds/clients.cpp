// The client (arm-contract 9).
#include "protocol/arm/kinds/kinds.hpp"

#include <array>

namespace eg::arm {
namespace {

using enum FieldType;
using Text = std::string_view;

constexpr auto schemes = std::to_array<Text>(
    {"SubjectMatchesAuthenticationName", "DnsMatchesAuthenticationName", "UriMatchesAuthenticationName",
     "IpMatchesAuthenticationName", "EmailMatchesAuthenticationName", "ThumbprintMatch"});
constexpr auto states = std::to_array<Text>({"Enabled", "Disabled"});
constexpr VersionMask legacy = only(ApiVersion::v2023_06_01_preview);

constexpr Field fields[] = {
    {.path = "properties", .type = object, .default_json = "{}"},
    {.path = "properties.description", .limits = description_limits, .when_absent = WhenAbsent::null},
    {.path = "properties.authenticationName",
     .limits = {1, 128},
     .mutability = Mutability::immutable,
     .default_is_name = true},
    {.path = "properties.authentication", .type = object, .versions = legacy},
    {.path = "properties.authentication.certificateThumbprint", .type = object, .versions = legacy},
    {.path = "properties.authentication.certificateThumbprint.primary",
     .format = Format::thumbprint,
     .versions = legacy},
    {.path = "properties.authentication.certificateThumbprint.secondary",
     .format = Format::thumbprint,
     .versions = legacy},
    {.path = "properties.authentication.certificateSubject", .type = object, .versions = legacy},
    {.path = "properties.authentication.certificateSubject.commonName",
     .limits = {0, 64},
     .versions = legacy},
    {.path = "properties.authentication.certificateSubject.organization",
     .limits = {0, 64},
     .versions = legacy},
    {.path = "properties.authentication.certificateSubject.organizationUnit",
     .limits = {0, 32},
     .versions = legacy},
    {.path = "properties.authentication.certificateSubject.countryCode",
     .limits = {2, 2},
     .versions = legacy},
    {.path = "properties.clientCertificateAuthentication", .type = object, .default_json = "{}"},
    {.path = "properties.clientCertificateAuthentication.validationScheme",
     .type = enumeration,
     .values = schemes,
     .default_json = R"("SubjectMatchesAuthenticationName")"},
    {.path = "properties.clientCertificateAuthentication.allowedThumbprints",
     .type = text_list,
     .limits = {0, 2},
     .format = Format::thumbprint},
    // Where the legacy certificateSubject is kept, so that a later PUT of any version replaces it: rules.cpp.
    {.path = "properties.clientCertificateAuthentication.certificateSubject", .type = object, .secret = true},
    {.path = "properties.clientCertificateAuthentication.certificateSubject.commonName",
     .limits = {0, 64},
     .secret = true},
    {.path = "properties.clientCertificateAuthentication.certificateSubject.organization",
     .limits = {0, 64},
     .secret = true},
    {.path = "properties.clientCertificateAuthentication.certificateSubject.organizationUnit",
     .limits = {0, 32},
     .secret = true},
    {.path = "properties.clientCertificateAuthentication.certificateSubject.countryCode",
     .limits = {2, 2},
     .secret = true},
    {.path = "properties.state", .type = enumeration, .values = states, .default_json = R"("Enabled")"},
    {.path = "properties.attributes", .type = attributes},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
};

constexpr auto rules =
    std::to_array<CrossRule>({CrossRule::legacy_authentication, CrossRule::thumbprint_scheme});

}  // namespace

constexpr Kind clients = {
    .type = "namespaces/clients",
    .parent_type = "namespaces",
    .tracked = false,
    .name_rule = {1, 128, "-:._"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list,
    .fields = fields,
    .rules = rules,
    .quota = {10'000, true},
};

}  // namespace eg::arm
