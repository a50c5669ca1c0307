// The namespace: the one tracked kind (arm-contract 8).
#include "protocol/arm/kinds/graft.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/kinds/namespace_settings.hpp"

namespace eg::arm {
namespace {

using enum FieldType;
using V = ApiVersion;
using Text = std::string_view;

constexpr auto public_access = std::to_array<Text>({"Enabled", "Disabled", "SecuredByPerimeter"});
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

constexpr Field head[] = {
    {.path = "properties", .type = object, .default_json = "{}", .patchable = true},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
    {.path = "properties.privateEndpointConnections",
     .type = object_list,
     .mutability = Mutability::read_only},
    {.path = "properties.topicsConfiguration",
     .type = object,
     .patchable = true,
     .when_absent = WhenAbsent::object},
    {.path = "properties.topicsConfiguration.hostname", .mutability = Mutability::read_only},
};

constexpr Field spaces[] = {
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
     .format = Format::resource_id,
     .patchable = true,
     .stored_only = namespace_settings::not_routed},
    {.path = "properties.topicSpacesConfiguration.hostname",
     .mutability = Mutability::read_only,
     .when_absent = WhenAbsent::null},
};

constexpr Field sessions[] = {
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
};

constexpr Field network_and_envelope[] = {
    {.path = "properties.isZoneRedundant",
     .type = boolean,
     .mutability = Mutability::immutable,
     .default_json = "true"},
    {.path = "properties.publicNetworkAccess",
     .type = enumeration,
     .values = public_access,
     .default_json = R"("Enabled")",
     .patchable = true},
    {.path = "properties.inboundIpRules",
     .type = object_list,
     .limits = {0, 16},
     .patchable = true,
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
    {.path = "sku.name",
     .type = enumeration,
     .values = sku_names,
     .default_json = R"("Standard")",
     .patchable = true},
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

constexpr auto fields = joined(
    std::to_array(head), grafted<"properties.topicsConfiguration", namespace_settings::custom_domains>(),
    std::to_array(spaces), grafted<"properties.topicSpacesConfiguration", namespace_settings::routing>(),
    std::to_array(sessions),
    grafted<"properties.topicSpacesConfiguration.clientAuthentication", namespace_settings::tokens>(),
    grafted<"properties.topicSpacesConfiguration", namespace_settings::custom_domains>(),
    std::to_array(network_and_envelope));

constexpr auto body_rules = std::to_array<CrossRule>({CrossRule::routing_enrichments});
constexpr auto merged_rules =
    std::to_array<CrossRule>({CrossRule::routing_enrichments, CrossRule::identities_in_use});

}  // namespace

constexpr Kind namespaces = {
    .type = "namespaces",
    .parent_type = {},
    .tracked = true,
    .long_running = true,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list | Verb::patch,
    .fields = fields,
    .rules = body_rules,
    .merged_rules = merged_rules,
    .quota = {50, false},
};

}  // namespace eg::arm
