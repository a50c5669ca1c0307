// The retained messages of one namespace: one per topic, sorted by topic, with what they count and when they
// expire (broker-behaviour 5.6). Plain state; it knows no session, no permission and no limit, and who asks
// it for matches asks for one at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "server/broker/message.hpp"

namespace eg::broker {

struct RetainedMessage {
  MessagePointer message;
  mqtt::Qos qos = mqtt::Qos::at_most_once;
  /// End of its life here; may be earlier than the message's own expiry, which travels with it.
  std::int64_t expires_steady_milliseconds = Message::never_expires;
  std::string publisher;       ///< client identifier; empty for a will
  std::uint64_t sequence = 0;  ///< set by `put`: higher is newer
};

class RetainedMessages {
 public:
  /// Sorted by topic; the key is the message's own topic.
  using Messages = std::map<std::string_view, RetainedMessage, std::less<>>;

  /// Replaces the one of the same topic.
  void put(RetainedMessage retained);
  void erase(std::string_view topic);
  /// What a snapshot kept: its sequence stays, and so does that of the newest that ever was.
  void restore(RetainedMessage retained);
  void restore_sequence(std::uint64_t sequence) { sequence_ = sequence; }
  /// Removes those that are due and counts them as expired.
  void expire(std::int64_t now_steady_milliseconds);

  /// nullptr when the topic has none. Valid until the next change.
  const RetainedMessage* find(std::string_view topic) const;
  /// The first in the order of topics that matches the well-formed filter and whose topic comes after
  /// `after_topic` (empty: from the beginning); nullptr when there is none. A wildcard at the first level
  /// matches no `$` topic (MQTT 5, 4.7.2). Passes over whole branches that cannot match.
  const RetainedMessage* next(std::string_view filter, std::string_view after_topic) const;

  const Messages& messages() const { return messages_; }
  std::size_t count() const { return messages_.size(); }
  /// Topics, properties and payloads.
  std::size_t bytes() const { return bytes_; }
  std::uint64_t expired_count() const { return expired_count_; }
  /// Of the newest that was put; 0 before the first.
  std::uint64_t sequence() const { return sequence_; }
  /// When the next one expires; Message::never_expires when none does.
  std::int64_t next_expiry_steady_milliseconds() const;

 private:
  void erase(Messages::iterator place);
  void insert(RetainedMessage retained);
  Messages messages_;
  std::set<std::pair<std::int64_t, std::string_view>> expiries_;  // of those that do expire
  std::size_t bytes_ = 0;
  std::uint64_t expired_count_ = 0;
  std::uint64_t sequence_ = 0;
};

/// What one counts towards RetainedMessages::bytes.
std::size_t retained_bytes(const Message& message);

}  // namespace eg::broker
