// The list of all resource kinds, one file and one constexpr table each, and the lookup by type path. A kind
// is added by its file, a declaration here and a row in kinds.cpp.
#pragma once

#include <span>
#include <string_view>

#include "protocol/arm/schema.hpp"

namespace eg::arm {

extern const Kind namespaces;           ///< tracked; arm-contract 8
extern const Kind clients;              ///< arm-contract 9
extern const Kind client_groups;        ///< arm-contract 10
extern const Kind topic_spaces;         ///< arm-contract 11
extern const Kind permission_bindings;  ///< arm-contract 12
extern const Kind ca_certificates;      ///< arm-contract 13
extern const Kind namespace_topics;     ///< arm-contract 14
extern const Kind event_subscriptions;  ///< arm-contract 14; below a namespace topic

/// Parents before their children.
std::span<const Kind* const> all_kinds();

/// By `namespaces/clients`, case ignored; nullptr: no such kind.
const Kind* find_kind(std::string_view type_path);

}  // namespace eg::arm
