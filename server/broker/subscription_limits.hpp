// How many subscriptions a session and a namespace may have (broker-behaviour 10). Counts only; whether a
// filter is allowed at all is not asked here.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "server/broker/core.hpp"

namespace eg::broker {

struct SubscriptionLimits {
  std::size_t per_session = 50;
  std::size_t shared_per_session = 10;
  std::size_t per_namespace = 1'000'000;
  std::size_t shared_groups = 100;
  std::size_t members_per_group = 100;
};

struct LimitReached {
  std::string_view reason;  ///< stable identifier
  std::string detail;
};

/// Why the session may not add this filter; nullopt: it may, or it has it already.
std::optional<LimitReached> reached_limit(const NamespaceState& home, const Session& session,
                                          std::string_view filter, const SubscriptionLimits& limits = {});

}  // namespace eg::broker
