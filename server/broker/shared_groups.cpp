// One map by the whole text; members in order of joining.
#include "server/broker/shared_groups.hpp"

#include <algorithm>
#include <utility>

namespace eg::broker {

SharedGroups::Added SharedGroups::add(Session& session, std::string_view shared_filter,
                                      const SubscriptionOptions& options) {
  auto found = groups_.find(shared_filter);
  const bool is_new_group = found == groups_.end();
  if (is_new_group) {
    found = groups_.emplace(std::string(shared_filter), std::make_unique<SharedGroup>()).first;
    found->second->shared_filter = shared_filter;
  }
  SharedGroup& group = *found->second;
  SharedMember member{&session, options, DeliveryNote::make_shared(options.identifier, shared_filter)};
  for (SharedMember& one : group.members) {
    if (one.session != &session) continue;
    one = std::move(member);
    return {group, false, false};
  }
  group.members.push_back(std::move(member));
  return {group, is_new_group, true};
}

SharedGroups::Removed SharedGroups::remove(const Session& session, std::string_view shared_filter) {
  const auto found = groups_.find(shared_filter);
  if (found == groups_.end()) return {};
  auto& members = found->second->members;
  const auto is_session = [&](const SharedMember& one) { return one.session == &session; };
  if (std::erase_if(members, is_session) == 0) return {};
  Removed removed{true, nullptr};
  if (members.empty()) {
    removed.last_left = std::move(found->second);
    groups_.erase(found);
  }
  return removed;
}

const SharedGroup* SharedGroups::find(std::string_view shared_filter) const {
  const auto found = groups_.find(shared_filter);
  return found == groups_.end() ? nullptr : found->second.get();
}

}  // namespace eg::broker
