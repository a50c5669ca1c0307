// Who subscribed to what in one namespace, and who gets a message of a topic. Shared groups stand in the tree
// like sessions. Knows nothing of permissions.
#pragma once

#include <cstddef>
#include <string_view>

#include "server/broker/filter_tree.hpp"
#include "server/broker/remembered_matches.hpp"
#include "server/broker/shared_groups.hpp"
#include "server/broker/subscription_options.hpp"

namespace eg::broker {

class Subscriptions {
 public:
  /// `filter` is well formed and may be a shared one. Replaces the options of a subscription that is there
  /// already.
  void add(Session& session, std::string_view filter, const SubscriptionOptions& options);
  void remove(Session& session, std::string_view filter);
  /// Valid until the next call of a member that is not const.
  const Matches& match(std::string_view topic);
  bool empty() const { return tree_.empty(); }
  /// Of all sessions together, shared ones included.
  std::size_t size() const { return count_; }
  const SharedGroups& shared_groups() const { return groups_; }
  /// In all matches that are kept.
  std::size_t remembered_target_count() const { return remembered_.target_count(); }

 private:
  void add_to_group(Session& session, std::string_view shared_filter, const SubscriptionOptions& options);
  void remove_from_group(const Session& session, std::string_view shared_filter);

  FilterTree tree_;
  SharedGroups groups_;
  std::size_t count_ = 0;
  RememberedMatches remembered_;
};

}  // namespace eg::broker
