// A direct-mapped cache of sixteen topics, by hash.
#include "server/broker/decisions.hpp"

#include <functional>

namespace eg::broker {

bool PublishDecisions::is_allowed(std::string_view topic) const {
  if (!slots_ || topic.empty()) return false;
  const std::size_t hash = std::hash<std::string_view>()(topic);
  const Slot& slot = (*slots_)[hash % slot_count];
  return slot.hash == hash && slot.topic == topic;
}

void PublishDecisions::remember_allowed(std::string_view topic) {
  if (!slots_) slots_ = std::make_unique<std::array<Slot, slot_count>>();
  const std::size_t hash = std::hash<std::string_view>()(topic);
  Slot& slot = (*slots_)[hash % slot_count];
  slot.hash = hash;
  slot.topic = topic;
}

}  // namespace eg::broker
