#include "authz/decide.hpp"

#include <algorithm>
#include <vector>

#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

Decision refused(Reason reason) {
  return {false, reason, nullptr};
}

bool fits(std::string_view text, TopicLimits limits) {
  return limits == TopicLimits::of_the_service ? mqtt::within_topic_limits(text)
                                               : mqtt::topic_level_count(text) <= lifted_levels_max;
}

/// broker-behaviour 6.2: one grant alone must fit.
template <typename Fits>
Decision decide_by_grants(const std::vector<Grant>& grants, std::size_t binding_count, std::string_view text,
                          Fits is_covered_by) {
  const TextLevels levels(text);
  const auto found = std::find_if(grants.begin(), grants.end(), [&](const Grant& grant) {
    return levels.may_have(grant.literal) && is_covered_by(grant.topic_template());
  });
  if (found != grants.end()) return {true, Reason::allowed, &*found};
  return refused(binding_count == 0 ? Reason::no_permission_binding : Reason::no_topic_space_matches);
}

}  // namespace

Decision decide_publish(const Principal& principal, std::string_view topic, TopicLimits limits) {
  if (!mqtt::valid_topic_name(topic)) return refused(Reason::topic_malformed);
  if (!fits(topic, limits)) return refused(Reason::topic_limit_exceeded);
  if (topic.starts_with('$')) return refused(Reason::topic_reserved);
  return decide_by_grants(principal.publish_grants, principal.publish_binding_count, topic,
                          [topic](const ExpandedTemplate& allowed) { return allowed.matches_topic(topic); });
}

Decision decide_subscribe(const Principal& principal, std::string_view filter, bool version_311,
                          TopicLimits limits) {
  if (mqtt::is_shared_filter(filter)) {
    if (version_311) return refused(Reason::shared_subscription_in_v311);
    const auto shared = mqtt::split_shared_filter(filter);
    if (!shared) return refused(Reason::topic_malformed);
    filter = shared->filter;
  }
  if (!mqtt::valid_topic_filter(filter)) return refused(Reason::topic_malformed);
  if (!fits(filter, limits)) return refused(Reason::topic_limit_exceeded);
  if (filter.starts_with('$')) return refused(Reason::topic_reserved);
  return decide_by_grants(
      principal.subscribe_grants, principal.subscribe_binding_count, filter,
      [filter](const ExpandedTemplate& allowed) { return allowed.covers_filter(filter); });
}

}  // namespace eg::authz
