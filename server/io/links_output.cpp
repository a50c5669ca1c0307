// The output side of Links: queues, the flush at the end of a turn, and what happens when a peer reads too
// slowly (design 2, "Overload").
#include <algorithm>
#include <string>
#include <utility>

#include "server/io/links.hpp"

namespace eg::io {
namespace {

/// A queue of this size is sent during the turn already: a fast peer must not look slow.
constexpr std::size_t early_flush_bytes = std::size_t{128} * 1024;
constexpr std::size_t congested_above_bytes = std::size_t{1024} * 1024;
constexpr std::size_t relieved_below_bytes = std::size_t{256} * 1024;
constexpr std::int64_t stalled_farewell_milliseconds = 5000;

}  // namespace

void Links::send(broker::LinkId id, std::span<const std::uint8_t> packets) {
  MqttLink* const link = find(id);
  if (link == nullptr) return;
  link->output().add(packets);
  queued(*link);
}

void Links::deliver(broker::LinkId id, const broker::Delivery& delivery) {
  MqttLink* const link = find(id);
  if (link == nullptr) return;
  link->output().add(delivery);
  queued(*link);
}

void Links::count_bytes(MqttLink& link) {
  total_bytes_ -= link.counted_bytes;
  link.counted_bytes = link.held_bytes();
  total_bytes_ += link.counted_bytes;
}

void Links::queued(MqttLink& link) {
  count_bytes(link);
  mark_dirty(link);
  if (!link.blocked && !link.failed && link.output().bytes() > early_flush_bytes) flush(link);
}

void Links::mark_dirty(MqttLink& link) {
  if (link.dirty) return;
  link.dirty = true;
  dirty_.push_back(token_of(link.id()));
}

void Links::flush(MqttLink& link) {
  const StreamStatus status = link.flush(gather_);
  count_bytes(link);
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
  if (!link.closing) {
    judge_congestion(link);
  } else if (!link.stalled) {
    link.stalled = true;
    stalled_farewells_.push_back(
        {token_of(link.id()), now.steady_milliseconds + stalled_farewell_milliseconds});
  }
  watch_as_needed(link);
}

void Links::judge_congestion(MqttLink& link) {
  const auto is_over = [](bool was_over, std::size_t bytes) {
    return bytes > (was_over ? relieved_below_bytes : congested_above_bytes);
  };
  const bool overfull = is_over(link.overfull, link.own_bytes());
  if (overfull && !link.overfull) overfull_.push_back(token_of(link.id()));
  link.overfull = overfull;
  const bool congested = is_over(link.congested, link.unsent_bytes());
  if (congested == link.congested) return;
  link.congested = congested;
  broker_->congested(link.id(), congested);
}

/// A peer that does not read its answers makes no more of them. It is not left unread altogether: its keep
/// alive must not run out, and a peer that writes before it reads must get on.
void Links::read_sparingly(broker::Now now) {
  if (overfull_.empty() || paused_since_ != 0) return;
  if (now.steady_milliseconds < read_sparingly_at_ + sparing_milliseconds) return;
  read_sparingly_at_ = now.steady_milliseconds;
  std::vector<EventLoop::Token> tokens;
  tokens.swap(overfull_);
  for (const EventLoop::Token token : tokens) {
    MqttLink* const link = find(token);
    if (link == nullptr || link->closing || !link->overfull) continue;
    overfull_.push_back(token);
    if (link->input_state == MqttLink::Input::wait) handle(*link, link->receive(*broker_, now, intake_));
  }
}

bool Links::may_judge_silence(broker::Now now) const {
  return paused_since_ == 0 && now.steady_milliseconds >= resumed_at_ + catch_up_milliseconds;
}

void Links::pause(bool is_paused, broker::Now now) {
  paused_since_ = is_paused ? now.steady_milliseconds : 0;
  if (!is_paused) resumed_at_ = now.steady_milliseconds;
  for (const Slot& slot : slots_) {
    if (slot.link) watch_as_needed(*slot.link);
  }
  log_.line(LogLevel::warning, is_paused ? "reading is paused: clients read too slowly" : "reading goes on");
}

void Links::relieve(broker::Now now) {
  const bool is_paused = paused_since_ != 0;
  if (!is_paused && total_bytes_ <= limits_.pause_above_bytes) return;
  if (now.steady_milliseconds < measured_at_ + measure_milliseconds) return;
  measured_at_ = now.steady_milliseconds;
  HeldMemory held;
  for (const Slot& slot : slots_) {
    if (slot.link) held.add(*slot.link);
  }
  if (!is_paused) {
    if (held.bytes() > limits_.pause_above_bytes) pause(true, now);
    return;
  }
  if (now.steady_milliseconds - paused_since_ >= limits_.pause_milliseconds_max) end_largest(held, now);
  if (held.bytes() < limits_.resume_below_bytes) pause(false, now);
}

void Links::end_largest(HeldMemory& held, broker::Now now) {
  std::vector<std::pair<std::size_t, EventLoop::Token>> largest;
  for (const Slot& slot : slots_) {
    if (slot.link) largest.emplace_back(slot.link->held_bytes(), token_of(slot.link->id()));
  }
  std::sort(largest.rbegin(), largest.rend());
  std::vector<EventLoop::Token> ended;
  for (const auto& [bytes, token] : largest) {
    if (held.bytes() < limits_.resume_below_bytes) break;
    held.remove(*find(token));
    ended.push_back(token);
  }
  // After the measuring: what the broker sends to others because of an end changes their queues.
  for (const EventLoop::Token token : ended) {
    MqttLink* const link = find(token);
    if (link == nullptr) continue;
    log_.line(LogLevel::warning, "the link of " + link->remote_address() +
                                     " is ended: it has the largest queue and memory is short");
    lose(*link, "the client reads too slowly", now);
  }
}

}  // namespace eg::io
