// The output side of Links: queues, the flush at the end of a turn, and what happens when a peer reads too
// slowly (design 2, "Overload").
#include <algorithm>
#include <string>

#include "server/io/links.hpp"

namespace eg::io {
namespace {

/// A queue of this size is sent during the turn already: a fast peer must not look slow.
constexpr std::size_t early_flush_bytes = 128 * 1024;
constexpr std::size_t congested_above_bytes = 1024 * 1024;
constexpr std::size_t relieved_below_bytes = 256 * 1024;
/// Of all links together: above it nothing is read, so that publishers wait.
constexpr std::size_t pause_above_bytes = 256 * 1024 * 1024;
constexpr std::size_t resume_below_bytes = pause_above_bytes / 2;
/// So long may a pause last before the largest queue ends: longer, and keep alives would run out.
constexpr std::int64_t pause_milliseconds_max = 3000;
constexpr std::int64_t stalled_farewell_milliseconds = 5000;

}  // namespace

void Links::send(broker::LinkId id, std::span<const std::uint8_t> packets) {
  MqttLink* const link = find(id);
  if (link == nullptr) return;
  const std::size_t before = link->unsent_bytes();
  link->output().add(packets);
  queued(*link, before);
}

void Links::deliver(broker::LinkId id, const broker::Delivery& delivery) {
  MqttLink* const link = find(id);
  if (link == nullptr) return;
  const std::size_t before = link->unsent_bytes();
  link->output().add(delivery);
  queued(*link, before);
}

void Links::queued(MqttLink& link, std::size_t bytes_before) {
  total_bytes_ += link.unsent_bytes() - bytes_before;
  mark_dirty(link);
  if (!link.blocked && !link.failed && link.output().bytes() > early_flush_bytes) flush(link);
}

void Links::mark_dirty(MqttLink& link) {
  if (link.dirty) return;
  link.dirty = true;
  dirty_.push_back(token_of(link.id()));
}

void Links::flush(MqttLink& link) {
  const std::size_t before = link.unsent_bytes();
  const StreamStatus status = link.flush(gather_);
  total_bytes_ += link.unsent_bytes();
  total_bytes_ -= before;
  link.blocked = status == StreamStatus::blocked;
  link.failed = link.failed || status == StreamStatus::failed;
}

void Links::flush_dirty(broker::Now now) {
  // Telling the broker of a broken link may make others dirty.
  std::vector<EventLoop::Token> dirty;
  while (!dirty_.empty()) {
    dirty.clear();
    dirty.swap(dirty_);
    for (const EventLoop::Token token : dirty) {
      MqttLink* const link = find(token);
      if (link == nullptr) continue;
      link->dirty = false;
      if (!link->blocked && !link->failed && !link->finished) flush(*link);
      settle(*link, now);
    }
  }
}

void Links::settle(MqttLink& link, broker::Now now) {
  if (link.failed) return lose(link, link.last_error(), now);
  if (link.closing && !link.blocked) return say_farewell(link);
  if (link.closing) {
    farewells_.push_back({token_of(link.id()), now.steady_milliseconds + stalled_farewell_milliseconds});
  } else {
    judge_congestion(link);
  }
  watch_as_needed(link);
}

void Links::judge_congestion(MqttLink& link) {
  const std::size_t unsent = link.unsent_bytes();
  const bool congested = link.congested ? unsent > relieved_below_bytes : unsent > congested_above_bytes;
  if (congested == link.congested) return;
  link.congested = congested;
  broker_->congested(link.id(), congested);
}

void Links::relieve(broker::Now now) {
  const bool was_paused = paused_since_ != 0;
  if (!was_paused && total_bytes_ > pause_above_bytes) paused_since_ = now.steady_milliseconds;
  if (was_paused && total_bytes_ < resume_below_bytes) paused_since_ = 0;
  if (was_paused != (paused_since_ != 0)) {
    for (const Slot& slot : slots_) {
      if (slot.link) watch_as_needed(*slot.link);
    }
    log_.line(LogLevel::warning,
              was_paused ? "reading goes on" : "reading is paused: clients read too slowly");
  }
  if (paused_since_ == 0 || now.steady_milliseconds - paused_since_ < pause_milliseconds_max) return;
  MqttLink* largest = nullptr;
  for (const Slot& slot : slots_) {
    if (slot.link && (largest == nullptr || slot.link->unsent_bytes() > largest->unsent_bytes())) {
      largest = slot.link.get();
    }
  }
  paused_since_ = now.steady_milliseconds;
  if (largest == nullptr) return;
  log_.line(LogLevel::warning, "the link of " + largest->remote_address() +
                                   " is ended: it has the largest queue and memory is short");
  lose(*largest, "the client reads too slowly", now);
}

}  // namespace eg::io
