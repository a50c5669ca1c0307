// The namespace: the one tracked kind (arm-contract 8). Routing, custom domains, tokens, webhooks and what
// closes the network are not emulated yet: they are refused, never stored.
#include "protocol/arm/kinds/kinds.hpp"

#include <array>

namespace eg::arm {
namespace {

using enum FieldType;
using V = ApiVersion;
using Text = std::string_view;

constexpr auto public_access = std::to_array<Text>({"Enabled"});
constexpr auto closed_access = std::to_array<Text>({"Disabled", "SecuredByPerimeter"});
constexpr auto rule_actions = std::to_array<Text>({"Allow"});
constexpr auto tls_versions = std::to_array<Text>({"1.2"});  // others are listed, but "only 1.2 is supported"
constexpr auto states = std::to_array<Text>({"Disabled", "Enabled"});
constexpr auto sku_names = std::to_array<Text>({"Standard"});
constexpr auto identity_types =
    std::to_array<Text>({"None", "SystemAssigned", "UserAssigned", "SystemAssigned, UserAssigned"});
constexpr auto name_sources =
    std::to_array<Text>({"ClientCertificateSubject", "ClientCertificateDns", "ClientCertificateUri",
                         "ClientCertificateIp", "ClientCertificateEmail"});

constexpr VersionMask previews = without(all_versions, V::v2025_02_15);
constexpr VersionMask domains = since(V::v2024_06_01_preview);
constexpr VersionMask custom_tokens = without(domains, V::v2025_02_15);
constexpr VersionMask webhooks = since(V::v2025_04_01_preview);

constexpr Field fields[] = {
    {.path = "properties", .type = object, .default_json = "{}", .patchable = true},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
    {.path = "properties.topicsConfiguration",
     .type = object,
     .patchable = true,
     .when_absent = WhenAbsent::object},
    {.path = "properties.topicsConfiguration.hostname", .mutability = Mutability::read_only},
    {.path = "properties.topicsConfiguration.customDomains",
     .type = object_list,
     .patchable = true,
     .not_emulated = true,
     .versions = domains},
    {.path = "properties.topicSpacesConfiguration",
     .type = object,
     .patchable = true,
     .kept_when_absent = true},
    {.path = "properties.topicSpacesConfiguration.state",
     .type = enumeration,
     .values = states,
     .default_json = R"("Disabled")",
     .sticky_value = "Enabled",
     .patchable = true},
    {.path = "properties.topicSpacesConfiguration.routeTopicResourceId",
     .patchable = true,
     .not_emulated = true},
    {.path = "properties.topicSpacesConfiguration.hostname",
     .mutability = Mutability::read_only,
     .when_absent = WhenAbsent::null},
    {.path = "properties.topicSpacesConfiguration.routingEnrichments",
     .type = object,
     .patchable = true,
     .not_emulated = true},
    {.path = "properties.topicSpacesConfiguration.routingIdentityInfo",
     .type = object,
     .patchable = true,
     .removed_by_type_none = true,
     .not_emulated = true},
    {.path = "properties.topicSpacesConfiguration.maximumSessionExpiryInHours",
     .type = integer,
     .limits = {1, 8},
     .default_json = "1",
     .patchable = true},
    {.path = "properties.topicSpacesConfiguration.maximumClientSessionsPerAuthenticationName",
     .type = integer,
     .limits = {1, 100},
     .default_json = "1",
     .patchable = true},
    {.path = "properties.topicSpacesConfiguration.clientAuthentication",
     .type = object,
     .patchable = true,
     .versions = previews},
    {.path = "properties.topicSpacesConfiguration.clientAuthentication.alternativeAuthenticationNameSources",
     .type = text_list,
     .limits = {0, 5},
     .values = name_sources,
     .patchable = true,
     .versions = previews},
    {.path = "properties.topicSpacesConfiguration.clientAuthentication.customJwtAuthentication",
     .type = object,
     .patchable = true,
     .not_emulated = true,
     .versions = custom_tokens},
    {.path = "properties.topicSpacesConfiguration.clientAuthentication.webhookAuthentication",
     .type = object,
     .patchable = true,
     .not_emulated = true,
     .versions = webhooks},
    {.path = "properties.topicSpacesConfiguration.customDomains",
     .type = object_list,
     .patchable = true,
     .not_emulated = true,
     .versions = domains},
    {.path = "properties.isZoneRedundant",
     .type = boolean,
     .mutability = Mutability::immutable,
     .default_json = "true"},
    {.path = "properties.publicNetworkAccess",
     .type = enumeration,
     .values = public_access,
     .values_not_emulated = closed_access,
     .default_json = R"("Enabled")",
     .patchable = true},
    {.path = "properties.inboundIpRules",
     .type = object_list,
     .limits = {0, 16},
     .patchable = true,
     .not_emulated = true,
     .when_absent = WhenAbsent::null},
    {.path = "properties.inboundIpRules[].ipMask", .required = true, .format = Format::ip_mask},
    {.path = "properties.inboundIpRules[].action",
     .type = enumeration,
     .values = rule_actions,
     .default_json = R"("Allow")"},
    {.path = "properties.minimumTlsVersionAllowed",
     .type = enumeration,
     .values = tls_versions,
     .default_json = R"("1.2")"},
    {.path = "sku", .type = object, .default_json = "{}", .patchable = true},
    {.path = "sku.name", .type = enumeration, .values = sku_names, .default_json = R"("Standard")"},
    {.path = "sku.capacity", .type = integer, .limits = {1, 40}, .default_json = "1", .patchable = true},
    {.path = "identity", .type = object, .patchable = true, .removed_by_type_none = true},
    {.path = "identity.type",
     .type = enumeration,
     .required = true,
     .values = identity_types,
     .format = Format::comma_list,
     .patchable = true},
    {.path = "identity.principalId", .mutability = Mutability::read_only},
    {.path = "identity.tenantId", .mutability = Mutability::read_only},
    {.path = "identity.userAssignedIdentities", .type = object_map, .limits = {0, 1000}, .patchable = true},
    {.path = "location",
     .required = true,
     .missing_error = ErrorCode::location_required,
     .limits = {0, 64},
     .format = Format::location,
     .mutability = Mutability::immutable,
     .change_error = ErrorCode::invalid_resource_location},
    {.path = "tags", .type = tags, .limits = {0, 50}, .patchable = true, .when_absent = WhenAbsent::null},
};

}  // namespace

constinit const Kind namespaces = {
    .type = "namespaces",
    .parent_type = {},
    .tracked = true,
    .long_running = true,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list | Verb::patch,
    .fields = fields,
    .rules = {},
    .quota = {50, false},
};

}  // namespace eg::arm
