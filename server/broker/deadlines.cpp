// A binary heap, earliest first.
#include "server/broker/deadlines.hpp"

#include <algorithm>

namespace eg::broker {
namespace {

bool is_later(const Deadline& left, const Deadline& right) {
  if (left.at_steady_milliseconds != right.at_steady_milliseconds) {
    return left.at_steady_milliseconds > right.at_steady_milliseconds;
  }
  return left.serial > right.serial;  // equal times fire in order of age, so that runs repeat
}

}  // namespace

void Deadlines::push(const Deadline& deadline) {
  heap_.push_back(deadline);
  std::push_heap(heap_.begin(), heap_.end(), is_later);
}

std::optional<Deadline> Deadlines::pop_due(std::int64_t now_steady_milliseconds) {
  if (heap_.empty() || heap_.front().at_steady_milliseconds > now_steady_milliseconds) return std::nullopt;
  std::pop_heap(heap_.begin(), heap_.end(), is_later);
  const Deadline due = heap_.back();
  heap_.pop_back();
  return due;
}

void Deadlines::keep_if(const std::function<bool(const Deadline&)>& keeps) {
  std::erase_if(heap_, [&](const Deadline& deadline) { return !keeps(deadline); });
  std::make_heap(heap_.begin(), heap_.end(), is_later);
}

std::optional<std::int64_t> Deadlines::next_steady_milliseconds() const {
  if (heap_.empty()) return std::nullopt;
  return heap_.front().at_steady_milliseconds;
}

}  // namespace eg::broker
