// The namespace topic (arm-contract 14): stored and checked, nothing can be published to it yet.
#include "protocol/arm/kinds/kinds.hpp"

#include <array>

namespace eg::arm {
namespace {

using enum FieldType;
using Text = std::string_view;

constexpr auto publisher_types = std::to_array<Text>({"Custom"});
constexpr auto schemas = std::to_array<Text>({"CloudEventSchemaV1_0"});

constexpr Field fields[] = {
    {.path = "properties", .type = object, .default_json = "{}", .patchable = true},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
    {.path = "properties.publisherType",
     .type = enumeration,
     .values = publisher_types,
     .default_json = R"("Custom")"},
    {.path = "properties.inputSchema",
     .type = enumeration,
     .values = schemas,
     .default_json = R"("CloudEventSchemaV1_0")"},
    {.path = "properties.eventRetentionInDays",
     .type = integer,
     .limits = {1, 7},
     .default_json = "1",
     .patchable = true},
};

}  // namespace

constexpr Kind namespace_topics = {
    .type = "namespaces/topics",
    .parent_type = "namespaces",
    .tracked = false,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list | Verb::patch,
    .fields = fields,
    .rules = {},
    .quota = {100, true},
    .stored_only = "nothing can be published to a namespace topic",
};

}  // namespace eg::arm
