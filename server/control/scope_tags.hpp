// Tags at a scope: `{scope}/providers/Microsoft.Resources/tags/default` of a subscription, a resource group
// or a tracked resource (arm-contract 18.5).
#pragma once

#include "server/control/context.hpp"

namespace eg::control {

Answer get_scope_tags(Context& context);
Answer put_scope_tags(Context& context);
Answer patch_scope_tags(Context& context);
Answer delete_scope_tags(Context& context);

/// `{"a":"b"}` of a subscription. Error: the store's.
store::StoreResult<std::string> subscription_tags(store::Store& store, std::string_view subscription);

}  // namespace eg::control
