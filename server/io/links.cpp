// Calls of the broker only queue; what a full socket or a broken one means is settled at the end of the turn,
// so that the broker is never called from within its own calls.
#include "server/io/links.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace eg::io {
namespace {

constexpr std::int64_t farewell_milliseconds = 2000;

}  // namespace

MqttLink* Links::find(broker::LinkId id) {
  return id == 0 || id > slots_.size() ? nullptr : slots_[id - 1].link.get();
}

MqttLink* Links::find(EventLoop::Token token) {
  const auto id = static_cast<broker::LinkId>(token & 0xFFFF'FFFFU);
  MqttLink* const link = find(id);
  return link != nullptr && token_of(id) == token ? link : nullptr;
}

EventLoop::Token Links::token_of(broker::LinkId id) const {
  return EventLoop::Token{slots_[id - 1].serial} << 32 | id;
}

void Links::open(Established&& established, broker::Now now) {
  if (free_.empty()) {
    slots_.emplace_back();
    free_.push_back(static_cast<broker::LinkId>(slots_.size()));
  }
  const broker::LinkId id = free_.back();
  free_.pop_back();
  broker::Peer peer = std::move(established.peer);
  established.peer.remote_address = peer.remote_address;
  Slot& slot = slots_[id - 1];
  slot.serial = ++last_serial_;
  slot.link = std::make_unique<MqttLink>(id, std::move(established));
  ++count_;
  MqttLink& link = *slot.link;
  link.interest = {true, false};
  if (!loop_.watch(link.socket(), token_of(id), link.interest)) {
    log_.line(LogLevel::error, "the connection from " + link.remote_address() +
                                   " is dropped: the system cannot watch another socket");
    return destroy(link);
  }
  broker_->open(id, std::move(peer), now);
  if (link.has_input()) handle(link, link.receive(*broker_, now, intake_));
}

void Links::ready(EventLoop::Token token, bool readable, bool writable, broker::Now now) {
  now_milliseconds_ = now.steady_milliseconds;
  MqttLink* const link = find(token);
  if (link == nullptr) return;
  if (writable) {
    link->blocked = false;
    mark_dirty(*link);
  }
  if (!readable) return;
  if (link->finished) {
    if (link->discard_input()) destroy(*link);
  } else if (link->closing) {
    if (link->discard_input()) link->failed = true;
    mark_dirty(*link);
  } else if (link->interest.read) {
    if (link->input_state == MqttLink::Input::wait) handle(*link, link->receive(*broker_, now, intake_));
  } else {
    lose(*link, "the connection broke",
         now);  // not watched for reading: only an error or a hang-up gets here
  }
}

void Links::handle(MqttLink& link, MqttLink::Input next) {
  link.input_state = next;
  count_bytes(link);
  if (link.has_own_output()) mark_dirty(link);
  if (next == MqttLink::Input::again) again_.push_back(token_of(link.id()));
  if (next == MqttLink::Input::ended) {
    link.closing = true;
    mark_dirty(link);
  }
  watch_as_needed(link);
}

bool Links::finish_turn(broker::Now now) {
  now_milliseconds_ = now.steady_milliseconds;
  std::vector<EventLoop::Token> again;
  again.swap(again_);
  for (const EventLoop::Token token : again) {
    if (MqttLink* link = find(token); link != nullptr && !link->closing)
      handle(*link, link->feed(*broker_, now));
  }
  read_sparingly(now);
  flush_dirty(now);
  drop_overdue(farewells_, now);
  drop_overdue(stalled_farewells_, now);
  relieve(now);
  return !again_.empty() || !dirty_.empty();
}

void Links::drop_overdue(std::deque<Farewell>& farewells, broker::Now now) {
  while (!farewells.empty() && farewells.front().deadline_milliseconds <= now.steady_milliseconds) {
    MqttLink* const link = find(farewells.front().token);
    farewells.pop_front();
    if (link != nullptr) destroy(*link);
  }
}

std::optional<std::int64_t> Links::next_deadline_milliseconds() const {
  std::optional<std::int64_t> next;
  const auto sooner = [&next](std::int64_t other) { next = std::min(next.value_or(other), other); };
  if (!farewells_.empty()) sooner(farewells_.front().deadline_milliseconds);
  if (!stalled_farewells_.empty()) sooner(stalled_farewells_.front().deadline_milliseconds);
  if (paused_since_ != 0) {
    sooner(measured_at_ + measure_milliseconds);
  } else {
    if (!overfull_.empty()) sooner(read_sparingly_at_ + sparing_milliseconds);
    if (now_milliseconds_ < resumed_at_ + catch_up_milliseconds) sooner(resumed_at_ + catch_up_milliseconds);
  }
  return next;
}

void Links::close(broker::LinkId id) {
  MqttLink* const link = find(id);
  if (link == nullptr) return;
  link->closing = true;
  mark_dirty(*link);
}

void Links::verify_chain(broker::LinkId id, std::uint64_t question, const authz::PolicyPointer& policy) {
  MqttLink* const link = find(id);
  if (link == nullptr) return;
  awaited_.push_back({.question = question, .token = token_of(id)});
  verify_(question, link->presented_chain(), policy);
}

void Links::verified(std::uint64_t question, authz::ChainVerdict verdict, broker::Now now) {
  const auto answered = std::find_if(awaited_.begin(), awaited_.end(),
                                     [question](const Awaited& one) { return one.question == question; });
  if (answered == awaited_.end() || answered->verdict) return;
  answered->verdict = std::move(verdict);
  while (!awaited_.empty() && (awaited_.front().verdict || awaited_.front().continuation)) {
    const Awaited first = std::move(awaited_.front());
    awaited_.pop_front();
    if (first.continuation) {
      first.continuation();
      continue;
    }
    MqttLink* const link = find(first.token);
    if (link == nullptr || link->closing) continue;
    broker_->verified(link->id(), *first.verdict, first.question, now);
    if (!link->closing && link->input_state == MqttLink::Input::paused)
      handle(*link, link->feed(*broker_, now));
  }
}

void Links::after_verifications(std::function<void()> continuation) {
  if (awaited_.empty()) return continuation();
  awaited_.push_back({.continuation = std::move(continuation)});
}

void Links::event(const broker::Event& event) {
  const LogLevel level = level_of(event.kind);
  const bool is_drop = event.kind == broker::Event::Kind::message_dropped;
  if (is_drop) ++dropped_messages_;
  const MqttLink* const link = find(event.link);
  const std::string_view peer = link != nullptr ? link->remote_address() : std::string_view{};
  if (denials_ != nullptr) denials_->record(event, peer);
  if (!log_.wants(level)) return;
  LineThrottle::Verdict verdict;
  if (level == LogLevel::warning) {
    verdict = throttle_.judge(throttle_key(event), now_milliseconds_);
    if (!verdict.write) return;
  }
  std::string line = format_event(event, peer);
  line += format_suppressed(verdict);
  if (is_drop) line += " (" + std::to_string(dropped_messages_) + " messages dropped since the start)";
  log_.line(level, line);
}

void Links::lose(MqttLink& link, std::string_view why, broker::Now now) {
  const EventLoop::Token token = token_of(link.id());
  if (!link.closing) broker_->lost(link.id(), why, now);
  if (MqttLink* const still = find(token)) destroy(*still);
}

void Links::destroy(MqttLink& link) {
  const broker::LinkId id = link.id();
  total_bytes_ -= link.counted_bytes;
  loop_.forget(link.socket());
  slots_[id - 1].link.reset();
  free_.push_back(id);
  --count_;
}

void Links::say_farewell(MqttLink& link) {
  if (!link.finished) {
    link.finished = true;
    const bool peer_ended = link.finish();
    count_bytes(link);
    if (peer_ended) return destroy(link);
    farewells_.push_back({token_of(link.id()), now_milliseconds_ + farewell_milliseconds});
  }
  watch_as_needed(link);
}

void Links::watch_as_needed(MqttLink& link) {
  const bool may_read = link.input_state != MqttLink::Input::paused && paused_since_ == 0 && !link.overfull;
  const Interest wanted{may_read || link.closing, link.blocked && !link.finished};
  if (wanted == link.interest) return;
  link.interest = wanted;
  loop_.change(link.socket(), token_of(link.id()), wanted);
}

}  // namespace eg::io
