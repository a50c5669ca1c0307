// The session's counts, then the namespace's, then the group's.
#include "server/broker/subscription_limits.hpp"

#include <iterator>

#include "protocol/mqtt/topic.hpp"

namespace eg::broker {
namespace {

std::size_t shared_count(const Session& session) {
  const auto first = session.subscriptions.lower_bound("$share/");
  const auto last = session.subscriptions.lower_bound("$share0");  // the letter after the slash
  return static_cast<std::size_t>(std::distance(first, last));
}

}  // namespace

std::optional<LimitReached> reached_limit(const NamespaceState& home, const Session& session,
                                          std::string_view filter, const SubscriptionLimits& limits) {
  if (session.subscriptions.find(filter) != session.subscriptions.end()) return std::nullopt;
  const auto has = [](std::string_view who, std::size_t count, std::string_view what) {
    return std::string(who) + " has " + std::to_string(count) + " " + std::string(what) + " already";
  };
  if (session.subscriptions.size() >= limits.per_session) {
    return LimitReached{"too-many-subscriptions", has("the session", limits.per_session, "subscriptions")};
  }
  if (home.subscriptions.size() >= limits.per_namespace) {
    return LimitReached{"too-many-subscriptions-in-namespace",
                        has("the namespace", limits.per_namespace, "subscriptions")};
  }
  if (!mqtt::is_shared_filter(filter)) return std::nullopt;
  if (shared_count(session) >= limits.shared_per_session) {
    return LimitReached{"too-many-shared-subscriptions",
                        has("the session", limits.shared_per_session, "shared subscriptions")};
  }
  const SharedGroups& groups = home.subscriptions.shared_groups();
  const SharedGroup* const group = groups.find(filter);
  if (group == nullptr && groups.size() >= limits.shared_groups) {
    return LimitReached{"too-many-shared-groups",
                        has("the namespace", limits.shared_groups, "groups of shared subscriptions")};
  }
  if (group != nullptr && group->members.size() >= limits.members_per_group) {
    return LimitReached{"too-many-group-members", has("the group", limits.members_per_group, "members")};
  }
  return std::nullopt;
}

}  // namespace eg::broker
