#include "server/broker/message.hpp"

#include <cstring>
#include <new>

#include "server/broker/message_properties.hpp"

namespace eg::broker {

MessagePointer Message::make(std::string_view topic, mqtt::BytesView properties, mqtt::BytesView payload) {
  void* block = ::operator new(sizeof(Message) + topic.size() + properties.size() + payload.size());
  auto* message = new (block) Message();
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

MessagePointer Message::make_expiring(std::string_view topic, mqtt::BytesView properties,
                                      mqtt::BytesView payload, std::int64_t expires_steady_milliseconds) {
  MessagePointer pointer = make(topic, properties, payload);
  auto& message = const_cast<Message&>(*pointer);  // nobody else holds it yet
  message.expires_steady_milliseconds_ = expires_steady_milliseconds;
  message.expiry_offset_ = static_cast<std::uint32_t>(find_message_expiry(properties));
  return pointer;
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

void MessagePointer::destroy(Message* message) {
  message->~Message();
  ::operator delete(message);
}

std::size_t encoded_size(const Delivery& delivery) {
  const Message& message = *delivery.message;
  return mqtt::publish_size(delivery.head, message.topic(), {}, message.properties(), message.payload());
}

void encode(const Delivery& delivery, std::uint8_t* out) {
  const Message& message = *delivery.message;
  mqtt::write_publish(out, delivery.head, message.topic(), {}, message.properties(), message.payload());
  if (message.expiry_offset() == 0 || delivery.head.version != mqtt::Version::v5) return;
  const std::size_t tail = message.properties().size() + message.payload().size();
  std::uint8_t* interval = out + encoded_size(delivery) - tail + message.expiry_offset();
  for (int shift = 24; shift >= 0; shift -= 8) {
    *interval++ = static_cast<std::uint8_t>(delivery.remaining_expiry_seconds >> shift);
  }
}

}  // namespace eg::broker
