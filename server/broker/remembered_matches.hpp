// Who gets messages of recent topics, worked out before. Two generations: a full one becomes the older one,
// which is forgotten when the next is full, unless its topics are asked for again. Knows no filter: whoever
// changes subscriptions clears it.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/mqtt/types.hpp"
#include "server/broker/delivery_note.hpp"

namespace eg::broker {

struct Session;
struct SharedGroup;

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
  std::size_t size() const { return targets.size() + groups.size(); }
};

/// A generation is full when it has as many topics, or bytes of their text, or targets of all of them.
inline constexpr std::size_t generation_topics_max = 16'384;
inline constexpr std::size_t generation_topic_bytes_max = std::size_t{4} * 1024 * 1024;
inline constexpr std::size_t generation_targets_max = 500'000;

class RememberedMatches {
 public:
  /// nullptr: not remembered. What is given is valid until the next call that is not const.
  const Matches* find(std::string_view topic);
  const Matches& keep(std::string_view topic, Matches matches);
  void clear();
  /// In all matches together.
  std::size_t target_count() const { return recent_.target_count + older_.target_count; }
  std::size_t topic_bytes() const { return recent_.topic_bytes + older_.topic_bytes; }

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  struct Generation {
    boost::unordered_flat_map<std::string, Matches, TextHash, std::equal_to<>> by_topic;
    std::size_t target_count = 0;
    std::size_t topic_bytes = 0;
  };

  Generation recent_;
  Generation older_;
};

}  // namespace eg::broker
