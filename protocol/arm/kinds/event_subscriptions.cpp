// The event subscription of a namespace topic (arm-contract 14): stored and checked, nothing is delivered
// yet. Destinations are one union of all endpoint types here; which members belong to which is
// delivery_rules'.
#include "protocol/arm/kinds/graft.hpp"
#include "protocol/arm/kinds/kinds.hpp"

namespace eg::arm {
namespace {

using enum FieldType;
using V = ApiVersion;
using Text = std::string_view;

constexpr VersionMask pushing = since(V::v2023_12_15_preview);
constexpr VersionMask direct = since(V::v2024_06_01_preview);
constexpr VersionMask newer_previews = without(since(V::v2024_12_15_preview), V::v2025_02_15);
constexpr VersionMask partners = without(all_versions, V::v2025_02_15);

constexpr auto queue_mode = std::to_array<Text>({"Queue"});
constexpr auto push_mode = std::to_array<Text>({"Push"});
constexpr auto schemas = std::to_array<Text>({"CloudEventSchemaV1_0"});
constexpr auto identity_types = std::to_array<Text>({"SystemAssigned", "UserAssigned"});
constexpr auto dead_letter_types = std::to_array<Text>({"StorageBlob"});
constexpr auto endpoint_types =
    std::to_array<Text>({"WebHook", "EventHub", "StorageQueue", "HybridConnection", "ServiceBusQueue",
                         "ServiceBusTopic", "AzureFunction", "MonitorAlert", "NamespaceTopic"});
constexpr auto partner_type = std::to_array<Text>({"PartnerDestination"});
constexpr auto tls_versions = std::to_array<Text>({"1.0", "1.1", "1.2"});
constexpr auto severities = std::to_array<Text>({"Sev0", "Sev1", "Sev2", "Sev3", "Sev4"});
constexpr auto attribute_types = std::to_array<Text>({"Static", "Dynamic"});
constexpr auto operator_types = std::to_array<Text>(
    {"NumberIn", "NumberNotIn", "NumberLessThan", "NumberGreaterThan", "NumberLessThanOrEquals",
     "NumberGreaterThanOrEquals", "NumberInRange", "NumberNotInRange", "BoolEquals", "StringIn",
     "StringNotIn", "StringBeginsWith", "StringEndsWith", "StringContains", "StringNotBeginsWith",
     "StringNotEndsWith", "StringNotContains", "IsNullOrUndefined", "IsNotNull"});

constexpr Limits text_limits = {1, 2048};  ///< where the service names none

constexpr Field identity_rows[] = {
    {.path = "identity", .type = object, .patchable = true},
    {.path = "identity.type", .type = enumeration, .values = identity_types, .patchable = true},
    {.path = "identity.userAssignedIdentity", .format = Format::resource_id, .patchable = true},
    {.path = "identity.federatedIdentityCredentialInfo",
     .type = object,
     .patchable = true,
     .versions = newer_previews},
    {.path = "identity.federatedIdentityCredentialInfo.federatedClientId",
     .required = true,
     .format = Format::guid,
     .patchable = true,
     .versions = newer_previews},
};

constexpr Field dead_letter_row[] = {
    {.path = "deadLetterDestinationWithResourceIdentity", .type = object, .patchable = true}};

constexpr Field blob_rows[] = {
    {.path = "deadLetterDestinationWithResourceIdentity.deadLetterDestination",
     .type = object,
     .patchable = true},
    {.path = "deadLetterDestinationWithResourceIdentity.deadLetterDestination.endpointType",
     .type = enumeration,
     .required = true,
     .values = dead_letter_types,
     .patchable = true},
    {.path = "deadLetterDestinationWithResourceIdentity.deadLetterDestination.properties",
     .type = object,
     .required = true,
     .patchable = true},
    {.path = "deadLetterDestinationWithResourceIdentity.deadLetterDestination.properties.resourceId",
     .required = true,
     .format = Format::resource_id,
     .patchable = true},
    {.path = "deadLetterDestinationWithResourceIdentity.deadLetterDestination.properties.blobContainerName",
     .required = true,
     .limits = {1, 63},
     .patchable = true},
};

constexpr auto dead_letter_rows =
    joined(std::to_array(dead_letter_row),
           grafted<"deadLetterDestinationWithResourceIdentity", identity_rows>(), std::to_array(blob_rows));

constexpr Field destination_rows[] = {
    {.path = "destination", .type = object, .patchable = true},
    {.path = "destination.endpointType",
     .type = enumeration,
     .required = true,
     .values = endpoint_types,
     .further_values = partner_type,
     .versions_of_further_values = partners,
     .patchable = true},
    {.path = "destination.properties", .type = object, .required = true, .patchable = true},
    {.path = "destination.properties.resourceId", .format = Format::resource_id, .patchable = true},
    {.path = "destination.properties.endpointUrl",
     .limits = text_limits,
     .format = Format::web_address,
     .patchable = true,
     .secret = true},
    {.path = "destination.properties.endpointBaseUrl", .mutability = Mutability::read_only},
    {.path = "destination.properties.queueName", .limits = {3, 63}, .patchable = true},
    {.path = "destination.properties.queueMessageTimeToLiveInSeconds",
     .type = integer,
     .limits = {-1},
     .patchable = true},
    {.path = "destination.properties.maxEventsPerBatch",
     .type = integer,
     .limits = {1, 5000},
     .default_json = "1",
     .patchable = true},
    {.path = "destination.properties.preferredBatchSizeInKilobytes",
     .type = integer,
     .limits = {1, 1024},
     .default_json = "64",
     .patchable = true},
    {.path = "destination.properties.azureActiveDirectoryTenantId", .limits = text_limits, .patchable = true},
    {.path = "destination.properties.azureActiveDirectoryApplicationIdOrUri",
     .limits = text_limits,
     .patchable = true},
    {.path = "destination.properties.minimumTlsVersionAllowed",
     .type = enumeration,
     .values = tls_versions,
     .patchable = true},
    {.path = "destination.properties.severity", .type = enumeration, .values = severities, .patchable = true},
    {.path = "destination.properties.description", .limits = description_limits, .patchable = true},
    {.path = "destination.properties.actionGroups",
     .type = text_list,
     .limits = {0, 100},
     .format = Format::resource_id,
     .patchable = true},
    {.path = "destination.properties.deliveryAttributeMappings",
     .type = object_list,
     .limits = {0, 10},
     .patchable = true},
    {.path = "destination.properties.deliveryAttributeMappings[].name", .required = true, .limits = {1, 256}},
    {.path = "destination.properties.deliveryAttributeMappings[].type",
     .type = enumeration,
     .required = true,
     .values = attribute_types},
    {.path = "destination.properties.deliveryAttributeMappings[].properties",
     .type = object,
     .required = true},
    {.path = "destination.properties.deliveryAttributeMappings[].properties.value",
     .limits = {0, 4096},
     .secret_while = "isSecret"},
    {.path = "destination.properties.deliveryAttributeMappings[].properties.isSecret",
     .type = boolean,
     .default_json = "false"},
    {.path = "destination.properties.deliveryAttributeMappings[].properties.sourceField", .limits = {1, 512}},
};

constexpr Field mode_rows[] = {
    {.path = "maxDeliveryCount", .type = integer, .limits = {1, 10}, .default_json = "10", .patchable = true},
    {.path = "eventTimeToLive", .format = Format::duration, .patchable = true},
};

constexpr auto push_rows = [] {
  auto rows = joined(
      std::to_array<Field>(
          {{.path = "properties.deliveryConfiguration.push", .type = object, .patchable = true}}),
      grafted<"properties.deliveryConfiguration.push", mode_rows>(),
      grafted<"properties.deliveryConfiguration.push", dead_letter_rows>(),
      std::to_array<Field>({{.path = "properties.deliveryConfiguration.push.deliveryWithResourceIdentity",
                             .type = object,
                             .patchable = true}}),
      grafted<"properties.deliveryConfiguration.push.deliveryWithResourceIdentity", identity_rows>(),
      grafted<"properties.deliveryConfiguration.push.deliveryWithResourceIdentity", destination_rows>());
  for (Field& row : rows) row.versions = static_cast<VersionMask>(row.versions & pushing);
  return rows;
}();

constexpr auto direct_rows = [] {
  auto rows = grafted<"properties.deliveryConfiguration.push", destination_rows>();
  for (Field& row : rows) row.versions = static_cast<VersionMask>(row.versions & direct);
  return rows;
}();

constexpr Field queue_rows[] = {
    {.path = "properties", .type = object, .default_json = "{}", .patchable = true},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
    {.path = "properties.deliveryConfiguration", .type = object, .default_json = "{}", .patchable = true},
    {.path = "properties.deliveryConfiguration.deliveryMode",
     .type = enumeration,
     .values = queue_mode,
     .further_values = push_mode,
     .versions_of_further_values = pushing,
     .default_json = R"("Queue")",
     .patchable = true},
    {.path = "properties.deliveryConfiguration.queue",
     .type = object,
     .default_json = "{}",
     .patchable = true},
    {.path = "properties.deliveryConfiguration.queue.receiveLockDurationInSeconds",
     .type = integer,
     .limits = {60, 300},
     .default_json = "60",
     .patchable = true},
};

constexpr Field filter_rows[] = {
    {.path = "properties.eventDeliverySchema",
     .type = enumeration,
     .values = schemas,
     .default_json = R"("CloudEventSchemaV1_0")",
     .patchable = true},
    {.path = "properties.filtersConfiguration", .type = object, .patchable = true},
    {.path = "properties.filtersConfiguration.includedEventTypes",
     .type = text_list,
     .limits = {0, 100},
     .patchable = true},
    {.path = "properties.filtersConfiguration.filters",
     .type = object_list,
     .limits = {0, 25},
     .patchable = true},
    {.path = "properties.filtersConfiguration.filters[].operatorType",
     .type = enumeration,
     .required = true,
     .values = operator_types},
    {.path = "properties.filtersConfiguration.filters[].key", .required = true, .limits = {1, 512}},
    {.path = "properties.filtersConfiguration.filters[].value", .type = any_value},
    {.path = "properties.filtersConfiguration.filters[].values", .type = any_value},
    {.path = "properties.expirationTimeUtc",
     .format = Format::date_time,
     .patchable = true,
     .versions = direct},
    {.path = "properties.tags",
     .type = tags,
     .limits = {0, 50},
     .patchable = true,
     .versions = newer_previews},
};

constexpr auto fields =
    joined(std::to_array(queue_rows), grafted<"properties.deliveryConfiguration.queue", mode_rows>(),
           grafted<"properties.deliveryConfiguration.queue", dead_letter_rows>(), push_rows, direct_rows,
           std::to_array(filter_rows));

constexpr auto rules =
    std::to_array<CrossRule>({CrossRule::delivery_mode, CrossRule::destinations, CrossRule::filter_operands});

}  // namespace

constexpr Kind event_subscriptions = {
    .type = "namespaces/topics/eventSubscriptions",
    .parent_type = "namespaces/topics",
    .tracked = false,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list | Verb::patch,
    .fields = fields,
    .rules = rules,
    .merged_rules = rules,
    .quota = {500, false},
    .stored_only = "nothing is delivered to an event subscription",
};

}  // namespace eg::arm
