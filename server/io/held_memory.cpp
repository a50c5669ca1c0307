// Linear in the messages that wait: asked for only when the sum that is kept along says that memory may be
// short.
#include "server/io/held_memory.hpp"

namespace eg::io {
namespace {

std::size_t block_bytes(const broker::Message& message) {
  return sizeof(broker::Message) + message.size_bytes() + message.properties().size();
}

}  // namespace

void HeldMemory::add(const MqttLink& link) {
  bytes_ += link.own_bytes();
  link.output().for_each_message([this](const broker::Message& message) {
    if (references_[&message]++ == 0) bytes_ += block_bytes(message);
  });
}

void HeldMemory::remove(const MqttLink& link) {
  bytes_ -= link.own_bytes();
  link.output().for_each_message([this](const broker::Message& message) {
    const auto found = references_.find(&message);
    if (--found->second != 0) return;
    references_.erase(found);
    bytes_ -= block_bytes(message);
  });
}

}  // namespace eg::io
