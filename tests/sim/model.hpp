// The naive model of the simulation: what every client must receive, worked out with plain lists and
// `matches`. It knows no windows, tries or caches; clients acknowledge at once, so that nothing is still in
// flight between steps. Of shared subscriptions it knows how many groups a message has, not who gets it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace eg::sim {

struct Subscription {
  unsigned qos = 0;
  bool no_local = false;
};

/// One message as a client sees it: `topic payload qos`, and `retained` where the flag is set.
using Received = std::vector<std::string>;

struct Message {
  std::string topic;
  std::string payload;
  unsigned qos = 0;
  std::uint32_t expiry_seconds = 0;  ///< 0: never
  bool retain = false;
};

struct Waiting {
  std::string line;
  std::int64_t expires_at_seconds = 0;
};

struct Will {
  Message message;
  std::uint32_t delay_seconds = 0;
};

struct ModelSession {
  std::string owner;
  bool is_online = false;
  std::uint32_t expiry_seconds = 0;
  std::int64_t offline_since_seconds = 0;
  std::uint64_t age = 0;  ///< lower is older: wills that are due together come in this order
  std::map<std::string, Subscription> subscriptions;
  std::deque<Waiting> waiting;
  std::optional<Will> will;
};

struct Retained {
  std::string publisher;  ///< empty: a will
  Message message;
  std::int64_t expires_at_seconds = 0;
};

/// Messages below this level are for shared subscriptions alone, which nothing else here subscribes to.
inline constexpr const char* shared_level = "s";

class Model {
 public:
  /// Subscriptions and publications are allowed below these first levels.
  std::set<std::string> allowed_levels = {"a", "b"};
  std::map<std::string, ModelSession> sessions;  // by client identifier
  std::map<std::string, Received> expected;      // online sessions: what must have come since the last look
  std::int64_t now_seconds = 0;

  std::map<std::string, Retained> retained;  // by topic
  /// Wills were published since the last look: they may come in any order.
  bool has_wills = false;

  /// Whether a session is found. Afterwards it is online; one that was online is taken over.
  bool connect(const std::string& id, const ModelSession& asked, bool clean_start);
  /// An orderly one takes its will along.
  void disconnect(const std::string& id, bool is_orderly);
  void pass_time(std::int64_t seconds);
  /// An orderly stop of the broker, which keeps all that waits; `ids` are online, in order of their links.
  void stop(const std::vector<std::string>& ids);
  bool is_topic_allowed(const std::string& topic) const;
  /// Delivers, retains and queues; the message was accepted. `id` is empty for a will.
  void publish(const std::string& id, const Message& message);
  void subscribe(const std::string& id, const std::string& filter, const Subscription& subscription);
  /// Groups that have a message of this topic, and those of them with a member that is connected.
  struct Groups {
    std::size_t matching = 0;
    std::size_t connected = 0;
  };
  Groups groups_of(const std::string& topic) const;
  /// Sessions that end because a subscription is not covered any more; they are removed.
  std::vector<std::string> forbid(const std::string& level);

 private:
  void end(const std::string& id);
  void publish_will(const Will& will);
  std::uint64_t next_age_ = 1;
  void queue(const std::string& id, Waiting message, std::vector<std::string>& overflowed);
};

}  // namespace eg::sim
