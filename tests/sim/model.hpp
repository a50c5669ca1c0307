// The naive model of the simulation: what every client must receive, worked out with plain lists and
// `matches`. It knows no windows, tries or caches; clients acknowledge at once, so that nothing is still in
// flight between steps.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace eg::sim {

struct Subscription {
  unsigned qos = 0;
  bool no_local = false;
};

/// One message as a client sees it: `topic payload qos`.
using Received = std::vector<std::string>;

struct ModelSession {
  std::string owner;
  bool is_online = false;
  std::uint32_t expiry_seconds = 0;
  std::int64_t offline_since_seconds = 0;
  std::map<std::string, Subscription> subscriptions;
  std::deque<std::string> waiting;
};

class Model {
 public:
  /// Subscriptions and publications are allowed below these first levels.
  std::set<std::string> allowed_levels = {"a", "b"};
  std::map<std::string, ModelSession> sessions;  // by client identifier
  std::map<std::string, Received> expected;      // online sessions: what must have come since the last look
  std::int64_t now_seconds = 0;

  /// Whether a session is found. Afterwards it is online.
  bool connect(const std::string& id, const std::string& owner, bool clean_start,
               std::uint32_t expiry_seconds);
  void disconnect(const std::string& id);
  void pass_time(std::int64_t seconds);
  bool is_topic_allowed(const std::string& topic) const;
  /// Delivers and queues; the message was accepted.
  void publish(const std::string& id, const std::string& topic, const std::string& payload, unsigned qos);
  /// Sessions that end because a subscription is not covered any more; they are removed.
  std::vector<std::string> forbid(const std::string& level);
};

}  // namespace eg::sim
