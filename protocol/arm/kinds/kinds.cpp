// The list of all kinds; see the files next to it for their tables.
#include "protocol/arm/kinds/kinds.hpp"

#include <array>

#include "protocol/arm/resource_id.hpp"

namespace eg::arm {
namespace {

constexpr std::array<const Kind*, 8> kinds = {
    &namespaces,          &clients,         &client_groups,    &topic_spaces,
    &permission_bindings, &ca_certificates, &namespace_topics, &event_subscriptions};

}  // namespace

std::span<const Kind* const> all_kinds() {
  return kinds;
}

const Kind* find_kind(std::string_view type_path) {
  const std::string folded = fold_case(type_path);
  for (const Kind* kind : kinds) {
    if (fold_case(kind->type) == folded) return kind;
  }
  return nullptr;
}

}  // namespace eg::arm
