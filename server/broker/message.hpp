// An accepted message: one allocation (count, topic, raw v5 properties, payload), shared by all its
// subscribers. Used on the core executor only, so the count is a plain number. A link sees `encoded_size` and
// `encode` alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string_view>
#include <utility>

#include "protocol/mqtt/encode.hpp"
#include "protocol/mqtt/packets.hpp"
#include "server/broker/delivery_note.hpp"

namespace eg::broker {

class MessagePointer;

class Message {
 public:
  static constexpr std::int64_t never_expires = std::numeric_limits<std::int64_t>::max();

  /// Copies all three into one block. `expires_steady_milliseconds`: after it no delivery is begun any more.
  static MessagePointer make(std::string_view topic, mqtt::BytesView properties, mqtt::BytesView payload,
                             std::int64_t expires_steady_milliseconds = never_expires);
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  std::string_view topic() const;
  mqtt::BytesView properties() const;
  mqtt::BytesView payload() const;
  /// Topic and payload: what the offline queue counts (broker-behaviour 4.5).
  std::size_t size_bytes() const;
  /// Of the whole block.
  std::size_t memory_bytes() const;
  std::int64_t expires_steady_milliseconds() const { return expires_steady_milliseconds_; }

 private:
  friend class MessagePointer;
  friend class QueuedBytes;
  Message() = default;
  const std::uint8_t* data() const { return reinterpret_cast<const std::uint8_t*>(this + 1); }
  std::int64_t expires_steady_milliseconds_ = never_expires;
  std::uint32_t references_ = 0;
  mutable std::uint32_t holders_ = 0;  // outboxes, counted by QueuedBytes
  std::uint32_t topic_bytes_ = 0;
  std::uint32_t properties_bytes_ = 0;
  std::uint32_t payload_bytes_ = 0;
  // topic, properties and payload follow in the same block
};

/// Intrusive shared pointer without atomics.
class MessagePointer {
 public:
  MessagePointer() = default;
  explicit MessagePointer(Message* message) : message_(message) { acquire(); }
  MessagePointer(const MessagePointer& other) : message_(other.message_) { acquire(); }
  MessagePointer(MessagePointer&& other) noexcept : message_(std::exchange(other.message_, nullptr)) {}
  MessagePointer& operator=(MessagePointer other) noexcept {
    std::swap(message_, other.message_);
    return *this;
  }
  ~MessagePointer() { release(); }
  const Message* operator->() const { return message_; }
  const Message& operator*() const { return *message_; }
  explicit operator bool() const { return message_ != nullptr; }

 private:
  void acquire() {
    if (message_ != nullptr) ++message_->references_;
  }
  void release() {
    if (message_ != nullptr && --message_->references_ == 0) destroy(message_);
  }
  static void destroy(Message* message);
  Message* message_ = nullptr;
};

/// One message on its way to one subscriber. Self-contained: a link writes it with the two functions below.
struct Delivery {
  MessagePointer message;
  mqtt::PublishHead head;
  /// What is left of the Message Expiry Interval (MQTT 5, 3.3.2.3.3); 0: none is written.
  std::uint32_t remaining_expiry_seconds = 0;
  DeliveryNotePointer note{};  ///< null: no subscription identifiers
};

/// Size on the wire, header included.
std::size_t encoded_size(const Delivery& delivery);
/// Writes exactly encoded_size(delivery) bytes to `out`, which must have the room.
void encode(const Delivery& delivery, std::uint8_t* out);

}  // namespace eg::broker
