// Topics that a session was allowed to publish to, for the hot path. Holds grants only: a refusal is decided
// anew each time, since it is rare and must be explained. Its owner clears it when the principal changes.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace eg::broker {

class PublishDecisions {
 public:
  bool is_allowed(std::string_view topic) const;
  void remember_allowed(std::string_view topic);
  void clear() { slots_.reset(); }

 private:
  static constexpr std::size_t slot_count = 16;
  struct Slot {
    std::size_t hash = 0;
    std::string topic;  // empty: unused, as no topic is
  };
  std::unique_ptr<std::array<Slot, slot_count>> slots_;  // made at the first publish
};

}  // namespace eg::broker
