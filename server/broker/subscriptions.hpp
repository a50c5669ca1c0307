// Who subscribed to what in one namespace: a trie of filter levels, and the subscribers of recent topics
// worked out in advance. Shared groups stand in it like sessions. Knows nothing of permissions.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/mqtt/types.hpp"
#include "server/broker/delivery_note.hpp"
#include "server/broker/shared_groups.hpp"
#include "server/broker/subscription_options.hpp"

namespace eg::broker {

struct Session;

/// A session that gets one copy of a message, whatever the number of its matching subscriptions.
struct Target {
  Session* session = nullptr;
  mqtt::Qos qos = mqtt::Qos::at_most_once;  ///< highest granted
  /// Highest granted by subscriptions without No Local: what holds for the session's own messages.
  std::optional<mqtt::Qos> own_qos;
  DeliveryNotePointer note{};        ///< identifiers of all that match
  bool retain_as_published = false;  ///< asked for by any of them
  bool own_retain_as_published = false;
};

/// All that a message of one topic goes to.
struct Matches {
  std::vector<Target> targets;             ///< in order of subscribing
  std::vector<const SharedGroup*> groups;  ///< one member of each gets a copy besides
};

/// Matches are kept until they are as many topics, or have as many targets, together.
inline constexpr std::size_t remembered_topics_max = 8192;
inline constexpr std::size_t remembered_targets_max = 1'000'000;

class Subscriptions {
 public:
  Subscriptions();
  ~Subscriptions();
  /// `filter` is well formed and may be a shared one. Replaces the options of a subscription that is there
  /// already.
  void add(Session& session, std::string_view filter, const SubscriptionOptions& options);
  void remove(Session& session, std::string_view filter);
  /// Valid until the next call of a member that changes something.
  const Matches& match(std::string_view topic);
  bool empty() const;
  /// Of all sessions together, shared ones included.
  std::size_t size() const { return count_; }
  const SharedGroups& shared_groups() const { return groups_; }
  /// In all matches that are kept.
  std::size_t remembered_target_count() const { return remembered_targets_; }

 private:
  struct Node;
  class Collector;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  void forget_matches();
  void add_to_group(Session& session, std::string_view shared_filter, const SubscriptionOptions& options);
  void remove_from_group(const Session& session, std::string_view shared_filter);
  Node& node_at(std::string_view filter);
  /// Calls `change` with the node of the filter, if there is one, and takes out what is empty then.
  template <class Change>
  void prune(std::string_view filter, Change change);
  void collect(const Node& node, std::string_view topic, Collector& targets) const;

  std::unique_ptr<Node> root_;
  SharedGroups groups_;
  std::size_t count_ = 0;
  boost::unordered_flat_map<std::string, Matches, TextHash, std::equal_to<>> recent_;
  std::size_t remembered_targets_ = 0;
};

}  // namespace eg::broker
