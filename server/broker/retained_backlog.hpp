// Retained messages on their way to a new subscription (MQTT 5, 3.3.1.3): not queued, but looked up one after
// the other as link and window allow, so that any number of them neither overflows the session's queue nor
// takes memory. Knows where a subscription stands; the messages are the namespace's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/mqtt/types.hpp"

namespace eg::broker {

class Core;
struct Session;

/// Bytes written for one session before the others get their turn.
inline constexpr std::size_t retained_turn_bytes_max = 524'288;

/// What is still to be sent of the subscriptions of one session. Lives as long as the session: what was not
/// sent when the connection ended goes on with the next one.
class RetainedBacklog {
 public:
  struct Place {
    std::string filter;  ///< of a subscription of the session
    /// Newer ones reached the subscription when they were published.
    std::uint64_t newest_sequence = 0;
    std::string after_topic;  ///< the last that was looked at
    /// Behind it, but sent already because a live message of the topic was about to overtake it.
    std::set<std::string, std::less<>> drawn_forward{};
  };
  bool empty() const { return places_.empty(); }
  Place& front() { return places_.front(); }
  std::span<Place> all() { return places_; }
  void pop_front() { places_.erase(places_.begin()); }
  /// From the beginning; what was left for the same filter is forgotten.
  void add(std::string_view filter, std::uint64_t newest_sequence);
  void forget(std::string_view filter);
  const std::vector<Place>& places() const { return places_; }
  /// What a snapshot kept, in its order.
  void restore(Place place);

 private:
  std::vector<Place> places_;
};

/// The subscription gets what is retained now; `send_retained` begins it.
void request_retained(Session& session, std::string_view filter);
/// A live message of this topic and QoS is about to be given to the session: what is retained there, if it is
/// still to come, goes first (MQTT 5, 4.6).
void draw_retained_forward(Core& core, Session& session, std::string_view topic, mqtt::Qos qos);
/// Sends what link, window and turn allow, and sees to it that the rest follows.
void send_retained(Core& core, Session& session);

}  // namespace eg::broker
