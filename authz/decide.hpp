// May this principal publish to this topic, or subscribe to this filter? (broker-behaviour 6.2, 6.5 to 6.7)
// The whole rule with its reason, called on a cache miss; authz/explain.hpp says more of a refusal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "authz/policy.hpp"
#include "authz/reason.hpp"

namespace eg::authz {

struct Decision {
  bool allowed = false;
  Reason reason = Reason::no_permission_binding;
  const Grant* grant = nullptr;  ///< the one that allowed it; lives as long as the principal
};

/// Of the size of topics and filters: those of the service, or with its quotas off what the emulator itself
/// can bear, which is any topic that MQTT allows of up to `lifted_levels_max` levels.
enum class TopicLimits : std::uint8_t { of_the_service, lifted };
inline constexpr std::size_t lifted_levels_max = 1000;

/// `topic` of a PUBLISH. Order: malformed, limits, `$`, grants.
Decision decide_publish(const Principal& principal, std::string_view topic,
                        TopicLimits limits = TopicLimits::of_the_service);
/// `filter` of a SUBSCRIBE as sent, `$share/GROUP/` included. Order of broker-behaviour 6.7. `version_311`
/// makes a shared filter Reason::shared_subscription_in_v311.
Decision decide_subscribe(const Principal& principal, std::string_view filter, bool version_311,
                          TopicLimits limits = TopicLimits::of_the_service);

}  // namespace eg::authz
