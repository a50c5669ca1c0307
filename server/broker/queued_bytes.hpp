// What the outboxes of all sessions hold in memory: a message that several of them hold counts once, its
// place in each of them a little. Knows no limit and no session.
#pragma once

#include <cstddef>

#include "server/broker/message.hpp"

namespace eg::broker {

/// A place in a queue, with its share of the room that the queue keeps free.
inline constexpr std::size_t queue_place_bytes = 48;

class QueuedBytes {
 public:
  /// One more outbox holds the message, and so many bytes with it.
  void add(const Message& message, std::size_t note_bytes = 0) {
    total_ += queue_place_bytes + note_bytes;
    if (message.holders_++ == 0) total_ += message.memory_bytes();
  }
  void remove(const Message& message, std::size_t note_bytes = 0) {
    total_ -= queue_place_bytes + note_bytes;
    if (--message.holders_ == 0) total_ -= message.memory_bytes();
  }
  std::size_t total() const { return total_; }

 private:
  std::size_t total_ = 0;
};

}  // namespace eg::broker
