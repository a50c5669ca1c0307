#include "authz/decide.hpp"

#include <algorithm>
#include <vector>

#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

Decision refused(Reason reason) {
  return {false, reason, nullptr};
}

/// broker-behaviour 6.2: one grant alone must fit.
template <typename Fits>
Decision decide_by_grants(const std::vector<Grant>& grants, std::size_t binding_count, Fits fits) {
  const auto found = std::find_if(grants.begin(), grants.end(),
                                  [&fits](const Grant& grant) { return fits(grant.topic_template()); });
  if (found != grants.end()) return {true, Reason::allowed, &*found};
  return refused(binding_count == 0 ? Reason::no_permission_binding : Reason::no_topic_space_matches);
}

}  // namespace

Decision decide_publish(const Principal& principal, std::string_view topic) {
  if (!mqtt::valid_topic_name(topic)) return refused(Reason::topic_malformed);
  if (!mqtt::within_topic_limits(topic)) return refused(Reason::topic_limit_exceeded);
  if (topic.starts_with('$')) return refused(Reason::topic_reserved);
  return decide_by_grants(principal.publish_grants, principal.publish_binding_count,
                          [topic](const ExpandedTemplate& allowed) { return allowed.matches_topic(topic); });
}

Decision decide_subscribe(const Principal& principal, std::string_view filter, bool version_311) {
  if (mqtt::is_shared_filter(filter)) {
    if (version_311) return refused(Reason::shared_subscription_in_v311);
    const auto shared = mqtt::split_shared_filter(filter);
    if (!shared) return refused(Reason::topic_malformed);
    filter = shared->filter;
  }
  if (!mqtt::valid_topic_filter(filter)) return refused(Reason::topic_malformed);
  if (!mqtt::within_topic_limits(filter)) return refused(Reason::topic_limit_exceeded);
  if (filter.starts_with('$')) return refused(Reason::topic_reserved);
  return decide_by_grants(
      principal.subscribe_grants, principal.subscribe_binding_count,
      [filter](const ExpandedTemplate& allowed) { return allowed.covers_filter(filter); });
}

}  // namespace eg::authz
