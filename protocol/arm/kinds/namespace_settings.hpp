// Groups of rows that the namespace's table is put together from: routing, custom domains, tokens and
// webhooks. All of them are stored and checked without effect yet. Paths are relative to the object they
// belong to.
#pragma once

#include <array>
#include <string_view>

#include "protocol/arm/schema.hpp"

namespace eg::arm::namespace_settings {

inline constexpr VersionMask domains = since(ApiVersion::v2024_06_01_preview);
inline constexpr VersionMask custom_tokens = without(domains, ApiVersion::v2025_02_15);
inline constexpr VersionMask encoded_certificates =
    without(since(ApiVersion::v2024_12_15_preview), ApiVersion::v2025_02_15);
inline constexpr VersionMask webhooks = since(ApiVersion::v2025_04_01_preview);

inline constexpr auto routing_identity_types =
    std::to_array<std::string_view>({"None", "SystemAssigned", "UserAssigned"});
inline constexpr auto used_identity_types =
    std::to_array<std::string_view>({"SystemAssigned", "UserAssigned"});
inline constexpr auto enrichment_types = std::to_array<std::string_view>({"String"});

inline constexpr Limits enrichment_limits = {0, 128};
inline constexpr Limits text_limits = {1, 2048};  ///< where the service names none
inline constexpr std::string_view not_routed = "messages are not routed to topics";

/// Below `properties.topicSpacesConfiguration` (arm-contract 8.2).
inline constexpr Field routing[] = {
    {.path = "routingEnrichments", .type = FieldType::object, .patchable = true, .stored_only = not_routed},
    {.path = "routingEnrichments.static",
     .type = FieldType::object_list,
     .limits = {0, 20},
     .patchable = true},
    {.path = "routingEnrichments.static[].key", .required = true, .format = Format::enrichment_key},
    {.path = "routingEnrichments.static[].valueType",
     .type = FieldType::enumeration,
     .values = enrichment_types,
     .default_json = R"("String")"},
    {.path = "routingEnrichments.static[].value", .limits = enrichment_limits},
    {.path = "routingEnrichments.dynamic",
     .type = FieldType::object_list,
     .limits = {0, 20},
     .patchable = true},
    {.path = "routingEnrichments.dynamic[].key", .required = true, .format = Format::enrichment_key},
    {.path = "routingEnrichments.dynamic[].value",
     .required = true,
     .limits = enrichment_limits,
     .format = Format::enrichment_source},
    {.path = "routingIdentityInfo",
     .type = FieldType::object,
     .patchable = true,
     .removed_by_type_none = true,
     .stored_only = not_routed},
    {.path = "routingIdentityInfo.type",
     .type = FieldType::enumeration,
     .required = true,
     .values = routing_identity_types,
     .patchable = true},
    {.path = "routingIdentityInfo.userAssignedIdentity", .format = Format::resource_id, .patchable = true},
};

/// Below `topicsConfiguration` and `topicSpacesConfiguration` (arm-contract 15). What the service sets is
/// never taken from a request.
inline constexpr Field custom_domains[] = {
    {.path = "customDomains",
     .type = FieldType::object_list,
     .limits = {0, 10},
     .patchable = true,
     .stored_only = "no custom domain is served",
     .versions = domains},
    {.path = "customDomains[].fullyQualifiedDomainName",
     .required = true,
     .format = Format::host_name,
     .versions = domains},
    {.path = "customDomains[].validationState", .mutability = Mutability::read_only, .versions = domains},
    {.path = "customDomains[].identity", .type = FieldType::object, .versions = domains},
    {.path = "customDomains[].identity.type",
     .type = FieldType::enumeration,
     .required = true,
     .values = used_identity_types,
     .versions = domains},
    {.path = "customDomains[].identity.userAssignedIdentity",
     .format = Format::resource_id,
     .versions = domains},
    {.path = "customDomains[].certificateUrl",
     .limits = text_limits,
     .format = Format::web_address,
     .versions = domains},
    {.path = "customDomains[].expectedTxtRecordName",
     .mutability = Mutability::read_only,
     .versions = domains},
    {.path = "customDomains[].expectedTxtRecordValue",
     .mutability = Mutability::read_only,
     .versions = domains},
};

/// Below `properties.topicSpacesConfiguration.clientAuthentication` (arm-contract 8.3).
inline constexpr Field tokens[] = {
    {.path = "customJwtAuthentication",
     .type = FieldType::object,
     .patchable = true,
     .stored_only = "a client that connects with a custom JWT is refused",
     .versions = custom_tokens},
    {.path = "customJwtAuthentication.tokenIssuer",
     .limits = text_limits,
     .patchable = true,
     .versions = custom_tokens},
    {.path = "customJwtAuthentication.issuerCertificates",
     .type = FieldType::object_list,
     .limits = {0, 2},
     .patchable = true,
     .versions = custom_tokens},
    {.path = "customJwtAuthentication.issuerCertificates[].certificateUrl",
     .required = true,
     .limits = text_limits,
     .format = Format::web_address,
     .versions = custom_tokens},
    {.path = "customJwtAuthentication.issuerCertificates[].identity",
     .type = FieldType::object,
     .versions = custom_tokens},
    {.path = "customJwtAuthentication.issuerCertificates[].identity.type",
     .type = FieldType::enumeration,
     .required = true,
     .values = used_identity_types,
     .versions = custom_tokens},
    {.path = "customJwtAuthentication.issuerCertificates[].identity.userAssignedIdentity",
     .format = Format::resource_id,
     .versions = custom_tokens},
    {.path = "customJwtAuthentication.encodedIssuerCertificates",
     .type = FieldType::object_list,
     .limits = {0, 2},
     .patchable = true,
     .versions = encoded_certificates},
    {.path = "customJwtAuthentication.encodedIssuerCertificates[].kid",
     .required = true,
     .limits = text_limits,
     .versions = encoded_certificates},
    {.path = "customJwtAuthentication.encodedIssuerCertificates[].encodedCertificate",
     .required = true,
     .limits = {1, 65'536},
     .versions = encoded_certificates},
    {.path = "webhookAuthentication",
     .type = FieldType::object,
     .patchable = true,
     .stored_only = "no webhook is asked, a client that connects with an authentication method is refused",
     .versions = webhooks},
    {.path = "webhookAuthentication.identity",
     .type = FieldType::object,
     .required = true,
     .patchable = true,
     .versions = webhooks},
    {.path = "webhookAuthentication.identity.type",
     .type = FieldType::enumeration,
     .required = true,
     .values = used_identity_types,
     .patchable = true,
     .versions = webhooks},
    {.path = "webhookAuthentication.identity.userAssignedIdentity",
     .format = Format::resource_id,
     .patchable = true,
     .versions = webhooks},
    {.path = "webhookAuthentication.endpointUrl",
     .required = true,
     .limits = text_limits,
     .format = Format::web_address,
     .patchable = true,
     .versions = webhooks},
    {.path = "webhookAuthentication.endpointBaseUrl",
     .limits = text_limits,
     .format = Format::web_address,
     .patchable = true,
     .versions = webhooks},
    {.path = "webhookAuthentication.azureActiveDirectoryApplicationIdOrUri",
     .required = true,
     .limits = text_limits,
     .patchable = true,
     .versions = webhooks},
    {.path = "webhookAuthentication.azureActiveDirectoryTenantId",
     .required = true,
     .limits = text_limits,
     .patchable = true,
     .versions = webhooks},
};

}  // namespace eg::arm::namespace_settings
