// An accepted message: one allocation (count, topic, raw v5 properties, payload), shared by all its subscribers.
// Used on the core executor only, so the count is a plain number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>

#include "protocol/mqtt/encode.hpp"
#include "protocol/mqtt/packets.hpp"

namespace eg::broker {

class MessagePointer;

class Message {
 public:
  /// Copies all three into one block.
  static MessagePointer make(std::string_view topic, mqtt::BytesView properties, mqtt::BytesView payload);
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

  std::string_view topic() const;
  mqtt::BytesView properties() const;
  mqtt::BytesView payload() const;
  /// Topic and payload: what the offline queue counts (broker-behaviour 4.5).
  std::size_t size_bytes() const;

 private:
  friend class MessagePointer;
  Message() = default;
  std::uint32_t references_ = 0;
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
  void release();
  Message* message_ = nullptr;
};

/// One message on its way to one subscriber. The link encodes it with mqtt::write_publish while gathering.
struct Delivery {
  MessagePointer message;
  mqtt::PublishHead head;
};

}  // namespace eg::broker
