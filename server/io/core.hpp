// The core executor: one thread that owns the broker and all established MQTT links. Everything comes in
// through post(); nothing in here waits for another thread.
#pragma once

#include <functional>
#include <thread>

#include "server/broker/broker.hpp"
#include "server/io/credential_verifier.hpp"
#include "server/io/event_loop.hpp"
#include "server/io/links.hpp"
#include "server/io/log_sink.hpp"
#include "server/io/wake_up_pacing.hpp"

namespace eg::io {

class Core final : private EventLoop::Owner {
 public:
  /// `waiting_bytes_max` of the settings bounds what peers have not read yet as well.
  /// `elsewhere` runs what would keep packets waiting: the verification of chains.
  Core(const broker::Settings& settings, LogSink& log, CredentialVerifier::Run elsewhere);
  ~Core() override;
  Core(const Core&) = delete;
  Core& operator=(const Core&) = delete;

  /// Until start() the broker is the caller's: policies are applied before the first link.
  broker::Broker& broker() { return broker_; }
  void start();
  /// Orderly: DISCONNECT to clients, their last packets sent, thread ended. At most about a second.
  void stop();

  /// From any thread.
  void adopt(Established&& established);
  void post(std::function<void(broker::Broker&, broker::Now)> function);
  control::RecentDenials recent_denials() const { return denials_.recent(); }
  /// On the core thread: calls `continuation` when the chains are verified that the broker has asked for
  /// until now, so that what a policy means for standing connections has come true.
  void after_verifications(std::function<void()> continuation) {
    links_.after_verifications(std::move(continuation));
  }

 private:
  void ready(EventLoop::Token token, bool readable, bool writable) override;
  EventLoop::Wait turn_ends() override;
  /// From any thread.
  void answer(std::uint64_t question, authz::ChainVerdict verdict);
  bool is_stopped() const;
  std::optional<int> wait_milliseconds(bool again, broker::Now now) const;

  EventLoop loop_;
  DenialRing denials_;
  CredentialVerifier verifier_;
  Links links_;
  broker::Broker broker_;
  broker::Now now_;  ///< read once per turn
  bool now_is_fresh_ = false;
  WakeUpPacing pacing_;
  std::int64_t stop_deadline_ = 0;  ///< steady milliseconds; 0: not stopping
  std::thread thread_;
};

}  // namespace eg::io
