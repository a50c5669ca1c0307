// The permission binding (arm-contract 12): who may do what in which topic space, by the bare names of its
// siblings.
#include "protocol/arm/kinds/kinds.hpp"

#include <array>

namespace eg::arm {
namespace {

using Text = std::string_view;

constexpr auto permissions = std::to_array<Text>({"Publisher", "Subscriber"});

constexpr Field fields[] = {
    {.path = "properties", .type = FieldType::object, .default_json = "{}"},
    {.path = "properties.description", .limits = description_limits, .when_absent = WhenAbsent::null},
    {.path = "properties.topicSpaceName",
     .required = true,
     .limits = {1, 50},
     .reference = "namespaces/topicSpaces"},
    {.path = "properties.permission",
     .type = FieldType::enumeration,
     .required = true,
     .values = permissions},
    {.path = "properties.clientGroupName",
     .required = true,
     .limits = {1, 50},
     .reference = "namespaces/clientGroups"},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
};

}  // namespace

constexpr Kind permission_bindings = {
    .type = "namespaces/permissionBindings",
    .parent_type = "namespaces",
    .tracked = false,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list,
    .fields = fields,
    .rules = {},
    .quota = {100, false},
};

}  // namespace eg::arm
