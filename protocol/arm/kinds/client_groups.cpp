// The client group (arm-contract 10). The grammar of its query belongs to authz and comes in as a TextRule;
// the built-in `$all` is the control plane's.
#include "protocol/arm/kinds/kinds.hpp"

namespace eg::arm {
namespace {

constexpr Field fields[] = {
    {.path = "properties", .type = FieldType::object, .default_json = "{}"},
    {.path = "properties.description", .limits = description_limits, .when_absent = WhenAbsent::null},
    {.path = "properties.query", .required = true, .limits = {1, 8192}, .format = Format::group_query},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
};

}  // namespace

constexpr Kind client_groups = {
    .type = "namespaces/clientGroups",
    .parent_type = "namespaces",
    .tracked = false,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list,
    .fields = fields,
    .rules = {},
    .quota = {10, false},
};

}  // namespace eg::arm
