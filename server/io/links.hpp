// All established MQTT links, and what the broker asks of them: the Effects of the real emulator. Works on
// the core thread only; outputs are collected during a turn and flushed once at its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server/broker/broker.hpp"
#include "server/io/denial_ring.hpp"
#include "server/io/event_line.hpp"
#include "server/io/event_loop.hpp"
#include "server/io/held_memory.hpp"
#include "server/io/mqtt_link.hpp"
#include "server/io/wake_up_pacing.hpp"

namespace eg::io {

/// Memory for what peers have not read yet, of all links together.
struct OutputLimits {
  std::size_t pause_above_bytes =
      std::size_t{256} * 1024 * 1024;  ///< nothing is read, so that publishers wait
  std::size_t resume_below_bytes = std::size_t{128} * 1024 * 1024;
  /// So long may a pause last before the largest queues end.
  std::int64_t pause_milliseconds_max = 3000;
};

class Links final : public broker::Effects {
 public:
  Links(EventLoop& loop, LogSink& log, OutputLimits limits = {}) : loop_(loop), log_(log), limits_(limits) {}

  /// Has a chain judged and calls verified() with the question's number, from outside of any call of the
  /// broker.
  using VerifyChain = std::function<void(std::uint64_t question, PresentedChain, authz::PolicyPointer)>;

  /// Before anything else; the broker is made with this object, so it comes second.
  void attach(broker::Broker& broker) { broker_ = &broker; }
  /// Before the first link.
  void verify_by(VerifyChain verify) { verify_ = std::move(verify); }

  /// Refusals go there too; it lives longer.
  void record_denials(DenialRing& denials) { denials_ = &denials; }

  void open(Established&& established, broker::Now now);
  void ready(EventLoop::Token token, bool readable, bool writable, broker::Now now);
  /// Packets left from the turn before, outputs, overdue farewells. True: call again without
  /// waiting.
  bool finish_turn(broker::Now now);
  /// Steady milliseconds at which finish_turn has something to do even if nothing happens.
  std::optional<std::int64_t> next_deadline_milliseconds() const;

  /// The answer to a question; the broker gets answers in the order of the questions.
  void verified(std::uint64_t question, authz::ChainVerdict verdict, broker::Now now);
  /// Calls `continuation` when all questions asked until now are answered.
  void after_verifications(std::function<void()> continuation);

  std::size_t count() const { return count_; }
  /// Since the call before.
  Intake take_intake() { return std::exchange(intake_, {}); }
  /// False while input is left unread on purpose, and until it was read afterwards: silence is then our
  /// doing, and no peer's time may run out.
  bool may_judge_silence(broker::Now now) const;
  /// Links that have something to send.
  bool has_output() const { return total_bytes_ != 0; }

  // broker::Effects
  void send(broker::LinkId link, std::span<const std::uint8_t> packets) override;
  void deliver(broker::LinkId link, const broker::Delivery& delivery) override;
  void close(broker::LinkId link) override;
  void verify_chain(broker::LinkId link, std::uint64_t question, const authz::PolicyPointer& policy) override;
  void event(const broker::Event& event) override;

 private:
  static constexpr std::int64_t measure_milliseconds = 250;
  static constexpr std::int64_t sparing_milliseconds = 1000;
  static constexpr std::int64_t catch_up_milliseconds = 1000;  ///< for reading what came during a pause

  struct Slot {
    std::unique_ptr<MqttLink> link;
    std::uint32_t serial = 0;  ///< tells a link from an earlier one with the same number
  };
  /// A question that is not answered yet or waits for earlier ones, or who waits for all before it.
  struct Awaited {
    std::uint64_t question = 0;
    EventLoop::Token token = 0;
    std::optional<authz::ChainVerdict> verdict{};
    std::function<void()> continuation{};
  };
  struct Farewell {
    EventLoop::Token token;
    std::int64_t deadline_milliseconds;
  };

  MqttLink* find(broker::LinkId id);
  MqttLink* find(EventLoop::Token token);
  EventLoop::Token token_of(broker::LinkId id) const;
  void mark_dirty(MqttLink& link);
  void queued(MqttLink& link);
  void count_bytes(MqttLink& link);
  void handle(MqttLink& link, MqttLink::Input next);
  void flush(MqttLink& link);
  void flush_dirty(broker::Now now);
  void settle(MqttLink& link, broker::Now now);
  void say_farewell(MqttLink& link);
  void judge_congestion(MqttLink& link);
  void read_sparingly(broker::Now now);
  void relieve(broker::Now now);
  void pause(bool is_paused, broker::Now now);
  void end_largest(HeldMemory& held, broker::Now now);
  void drop_overdue(std::deque<Farewell>& farewells, broker::Now now);
  void watch_as_needed(MqttLink& link);
  void lose(MqttLink& link, std::string_view why, broker::Now now);
  void destroy(MqttLink& link);

  EventLoop& loop_;
  LogSink& log_;
  OutputLimits limits_;
  broker::Broker* broker_ = nullptr;
  std::vector<Slot> slots_;  ///< index: link id - 1
  std::vector<broker::LinkId> free_;
  std::size_t count_ = 0;
  std::uint32_t last_serial_ = 0;
  std::vector<EventLoop::Token> dirty_;
  std::vector<EventLoop::Token> again_;
  VerifyChain verify_;
  std::deque<Awaited> awaited_;
  std::deque<Farewell> farewells_;           ///< all is sent, the peer's end is missing; by time
  std::deque<Farewell> stalled_farewells_;   ///< the peer does not take the last packets; by time
  std::vector<EventLoop::Token> overfull_;   ///< links that are read sparingly
  std::int64_t read_sparingly_at_ = 0;       ///< steady milliseconds
  std::size_t total_bytes_ = 0;              ///< held_bytes() of all links
  std::int64_t measured_at_ = 0;             ///< steady milliseconds
  std::int64_t resumed_at_ = INT64_MIN / 2;  ///< steady milliseconds
  std::int64_t paused_since_ = 0;            ///< steady milliseconds; 0: reading goes on
  std::int64_t now_milliseconds_ = 0;
  std::uint64_t dropped_messages_ = 0;
  Intake intake_;
  GatherBuffer gather_;
  LineThrottle throttle_;
  DenialRing* denials_ = nullptr;
};

}  // namespace eg::io
