// QoS 1 messages of one session on their way out: those queued, and those sent and not yet acknowledged, with
// their packet identifiers (broker-behaviour 4.5, 4.8). Decides what may be sent next; it sends nothing
// itself.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "server/broker/fifo.hpp"
#include "server/broker/message.hpp"
#include "server/broker/queued_bytes.hpp"

namespace eg::broker {

inline constexpr std::size_t queue_messages_max = 100;
inline constexpr std::size_t queue_bytes_max = 1'048'576;
inline constexpr std::size_t in_flight_messages_max = 100;
inline constexpr std::size_t in_flight_bytes_max = 65'536;

class Outbox {
 public:
  /// A message and what is said with it to this session alone.
  struct Copy {
    MessagePointer message;
    DeliveryNotePointer note{};
    bool retain = false;        ///< sent with RETAIN 1
    bool beside_quota = false;  ///< a retained message on its way to a subscription does not fill the queue
  };
  struct Outgoing {
    Copy copy;
    std::uint16_t packet_identifier = 0;
    bool duplicate = false;
  };

  /// Counts what it holds into `total` as well; called once, while it is empty. `total` outlives its use.
  void count_into(QueuedBytes& total) { total_ = &total; }
  /// Forgets all of it.
  void clear();
  /// Begins a connection: all that was sent and not acknowledged is due again, in the original order.
  void connect(std::uint16_t receive_maximum, bool quotas);
  /// Queues a message; false when that would go over the quota (expired ones make room first).
  bool push(Copy copy, std::int64_t now_steady_milliseconds, bool quotas);
  /// Whether `push` would take it.
  bool has_room_for(const Message& message, std::int64_t now_steady_milliseconds, bool quotas) const;
  /// Whether a message that is pushed now would be the next to be sent, at once.
  bool is_open_for(const Message& message) const;
  /// What was neither sent nor acknowledged of shared subscriptions, in order.
  std::vector<Copy> shared_copies() const;
  /// What may be sent now, taken as sent; nullopt when the window is full or nothing waits.
  std::optional<Outgoing> next(std::int64_t now_steady_milliseconds);
  /// PUBACK; false when nothing was in flight under this identifier.
  bool acknowledge(std::uint16_t packet_identifier);

  /// Memory of the messages queued or not yet acknowledged, shared or not.
  std::size_t held_bytes() const { return held_bytes_; }
  std::size_t queued_count() const { return queued_.size(); }
  const Copy& queued(std::size_t index) const { return queued_[index]; }
  /// Sent, in order, and not forgotten yet; those that were acknowledged meanwhile have no message. Their
  /// identifiers are consecutive, from `first_identifier`.
  std::size_t sent_count() const { return sent_.size(); }
  const Copy& sent(std::size_t index) const { return sent_[index].copy; }
  std::uint16_t first_identifier() const { return first_identifier_; }

  /// What a snapshot kept, in its order, before the first connection; no quota is judged.
  void restore_first_identifier(std::uint16_t identifier) { first_identifier_ = identifier; }
  void restore_sent(Copy copy);
  void restore_queued(Copy copy);
  std::size_t in_flight_count() const { return outstanding_count_; }

 private:
  struct Sent {
    Copy copy;                 // without message once acknowledged
    bool outstanding = false;  // sent on this connection
  };
  void hold(const Copy& copy);
  void release(const Copy& copy);
  void enter_queue(const Copy& copy);
  void leave_queue(const Copy& copy);
  bool has_window_for(const Message& message) const;
  std::optional<Outgoing> resend();
  void take_window(const Message& message);
  std::uint16_t identifier_at(std::size_t index) const;

  Fifo<Copy> queued_;
  Fifo<Sent> sent_;  // identifiers are consecutive, from first_identifier_
  QueuedBytes* total_ = nullptr;
  std::size_t held_bytes_ = 0;
  std::size_t queued_bytes_ = 0;
  std::size_t beside_messages_ = 0;  // of those queued, the ones that do not count
  std::size_t beside_bytes_ = 0;
  std::size_t outstanding_count_ = 0;
  std::size_t outstanding_bytes_ = 0;
  std::size_t resend_index_ = 0;  // entries before it were sent on this connection
  std::size_t window_messages_ = in_flight_messages_max;
  std::size_t window_bytes_ = in_flight_bytes_max;
  std::uint16_t first_identifier_ = 1;
};

}  // namespace eg::broker
