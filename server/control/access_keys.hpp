// The two access keys of a resource (arm-contract 8.4): made when first asked for, kept in the store. The
// randomness is Settings::random_bytes; nothing here reads entropy.
#pragma once

#include "server/control/context.hpp"
#include "server/control/resource_address.hpp"

namespace eg::control {

/// The resource's keys as `{"key1","key2"}`.
Answer keys_answer(Context& context, const Address& address);

/// Actions of a resource that exists.
Answer list_keys(Context& context, const Address& address);
Answer regenerate_key(Context& context, const Address& address);

}  // namespace eg::control
