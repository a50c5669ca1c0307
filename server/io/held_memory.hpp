// How much memory the outputs of all links hold: a message that waits in many queues is counted once. Made
// for one measurement and thrown away. Knows sizes only, no socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "server/io/mqtt_link.hpp"

namespace eg::io {

class HeldMemory {
 public:
  void add(const MqttLink& link);
  /// What would be left without this link, which was added and has not changed since.
  void remove(const MqttLink& link);
  std::size_t bytes() const { return bytes_; }

 private:
  std::unordered_map<const broker::Message*, std::uint32_t> references_;
  std::size_t bytes_ = 0;
};

}  // namespace eg::io
