// Lays a message out in its block, and writes it as a PUBLISH.
#include "server/broker/message.hpp"

#include <array>
#include <cstring>
#include <new>

namespace eg::broker {

MessagePointer Message::make(std::string_view topic, mqtt::BytesView properties, mqtt::BytesView payload,
                             std::int64_t expires_steady_milliseconds) {
  void* block = ::operator new(sizeof(Message) + topic.size() + properties.size() + payload.size());
  auto* message = new (block) Message();
  message->expires_steady_milliseconds_ = expires_steady_milliseconds;
  message->topic_bytes_ = static_cast<std::uint32_t>(topic.size());
  message->properties_bytes_ = static_cast<std::uint32_t>(properties.size());
  message->payload_bytes_ = static_cast<std::uint32_t>(payload.size());
  auto* out = reinterpret_cast<std::uint8_t*>(message + 1);
  if (!topic.empty()) std::memcpy(out, topic.data(), topic.size());
  out += topic.size();
  if (!properties.empty()) std::memcpy(out, properties.data(), properties.size());
  out += properties.size();
  if (!payload.empty()) std::memcpy(out, payload.data(), payload.size());
  return MessagePointer(message);
}

std::string_view Message::topic() const {
  return {reinterpret_cast<const char*>(data()), topic_bytes_};
}

mqtt::BytesView Message::properties() const {
  return {data() + topic_bytes_, properties_bytes_};
}

mqtt::BytesView Message::payload() const {
  return {data() + topic_bytes_ + properties_bytes_, payload_bytes_};
}

std::size_t Message::size_bytes() const {
  return std::size_t{topic_bytes_} + payload_bytes_;
}

std::size_t Message::memory_bytes() const {
  return sizeof(Message) + size_bytes() + properties_bytes_;
}

void MessagePointer::destroy(Message* message) {
  message->~Message();
  ::operator delete(message);
}

namespace {

constexpr std::uint8_t message_expiry_identifier = 0x02;

/// The property that differs per delivery, in place; empty when the message does not expire.
class ExpiryProperty {
 public:
  explicit ExpiryProperty(std::uint32_t seconds)
      : bytes_{message_expiry_identifier, static_cast<std::uint8_t>(seconds >> 24U),
               static_cast<std::uint8_t>(seconds >> 16U), static_cast<std::uint8_t>(seconds >> 8U),
               static_cast<std::uint8_t>(seconds)},
        size_(seconds == 0 ? 0 : bytes_.size()) {}
  mqtt::BytesView view() const { return {bytes_.data(), size_}; }

 private:
  std::array<std::uint8_t, 5> bytes_;
  std::size_t size_;
};

mqtt::OwnProperties own_properties(const Delivery& delivery, const ExpiryProperty& expiry) {
  return {expiry.view(), delivery.note ? delivery.note->identifiers() : mqtt::BytesView{}};
}

}  // namespace

std::size_t encoded_size(const Delivery& delivery) {
  const Message& message = *delivery.message;
  const ExpiryProperty expiry(delivery.remaining_expiry_seconds);
  return mqtt::publish_size(delivery.head, message.topic(), own_properties(delivery, expiry),
                            message.properties(), message.payload());
}

void encode(const Delivery& delivery, std::uint8_t* out) {
  const Message& message = *delivery.message;
  const ExpiryProperty expiry(delivery.remaining_expiry_seconds);
  mqtt::write_publish(out, delivery.head, message.topic(), own_properties(delivery, expiry),
                      message.properties(), message.payload());
}

}  // namespace eg::broker
