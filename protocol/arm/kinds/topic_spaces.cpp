// The topic space (arm-contract 11). The grammar of its templates belongs to authz and comes in as a
// TextRule.
#include "protocol/arm/kinds/kinds.hpp"

namespace eg::arm {
namespace {

constexpr Field fields[] = {
    {.path = "properties", .type = FieldType::object, .default_json = "{}"},
    {.path = "properties.description", .limits = description_limits, .when_absent = WhenAbsent::null},
    {.path = "properties.topicTemplates",
     .type = FieldType::text_list,
     .required = true,
     .limits = {1, 10},
     .format = Format::topic_template},
    {.path = "properties.provisioningState", .mutability = Mutability::read_only},
};

}  // namespace

constexpr Kind topic_spaces = {
    .type = "namespaces/topicSpaces",
    .parent_type = "namespaces",
    .tracked = false,
    .name_rule = {3, 50, "-"},
    .verbs = Verb::put | Verb::get | Verb::erase | Verb::list,
    .fields = fields,
    .rules = {},
    .quota = {10, false},
};

}  // namespace eg::arm
