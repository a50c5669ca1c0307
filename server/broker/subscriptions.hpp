// Who subscribed to what in one namespace: a trie of filter levels, and the subscribers of recent topics
// worked out in advance. Knows nothing of permissions; shared filters do not reach it.
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

namespace eg::broker {

struct Session;

struct SubscriptionOptions {
  mqtt::Qos qos = mqtt::Qos::at_most_once;
  bool no_local = false;         ///< MQTT 5, 3.8.3.1
  std::uint32_t identifier = 0;  ///< MQTT 5, 3.8.2.1.2; 0: none
};

/// A session that gets one copy of a message, whatever the number of its matching subscriptions.
struct Target {
  Session* session = nullptr;
  mqtt::Qos qos = mqtt::Qos::at_most_once;  ///< highest granted
  /// Highest granted by subscriptions without No Local: what holds for the session's own messages.
  std::optional<mqtt::Qos> own_qos;
  DeliveryNotePointer note{};  ///< identifiers of all that match
};

/// Matches are kept until they are as many topics, or have as many targets, together.
inline constexpr std::size_t remembered_topics_max = 8192;
inline constexpr std::size_t remembered_targets_max = 1'000'000;

class Subscriptions {
 public:
  Subscriptions();
  ~Subscriptions();
  /// `filter` is well formed. Replaces the options of a subscription that is there already.
  void add(Session& session, std::string_view filter, SubscriptionOptions options);
  void remove(Session& session, std::string_view filter);
  /// In order of subscribing. Valid until the next call of any member.
  const std::vector<Target>& match(std::string_view topic);
  bool empty() const;
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
  void collect(const Node& node, std::string_view topic, Collector& targets) const;

  std::unique_ptr<Node> root_;
  boost::unordered_flat_map<std::string, std::vector<Target>, TextHash, std::equal_to<>> recent_;
  std::size_t remembered_targets_ = 0;
};

}  // namespace eg::broker
