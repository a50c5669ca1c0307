// Resource groups (arm-contract 18.3): they hold namespaces, and deleting one deletes what it holds.
#pragma once

#include <string>
#include <string_view>

#include "server/control/context.hpp"

namespace eg::control {

/// The kind of their rows in the store.
inline constexpr std::string_view resource_group_kind = "resourceGroups";

Answer list_resource_groups(Context& context);
Answer get_resource_group(Context& context);
Answer head_resource_group(Context& context);
Answer put_resource_group(Context& context);
Answer patch_resource_group(Context& context);
Answer delete_resource_group(Context& context);
Answer group_action(Context& context);

/// The group `emulator` in `eastus` that a fresh store has (design 5).
store::ResourceRow default_resource_group();

}  // namespace eg::control
