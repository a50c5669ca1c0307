// The core executor: one thread that owns the broker and all established MQTT links. Everything comes in
// through post(); nothing in here waits for another thread.
#pragma once

#include <functional>
#include <thread>

#include "server/broker/broker.hpp"
#include "server/io/event_loop.hpp"
#include "server/io/links.hpp"
#include "server/io/log_sink.hpp"

namespace eg::io {

class Core final : private EventLoop::Owner {
 public:
  /// `waiting_bytes_max` of the settings bounds what peers have not read yet as well.
  Core(const broker::Settings& settings, LogSink& log);
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

 private:
  void ready(EventLoop::Token token, bool readable, bool writable) override;
  std::optional<int> turn_ends() override;
  bool is_stopped() const;
  std::optional<int> wait_milliseconds(bool again, broker::Now now) const;

  EventLoop loop_;
  DenialRing denials_;
  Links links_;
  broker::Broker broker_;
  broker::Now now_;  ///< read once per turn
  bool now_is_fresh_ = false;
  std::int64_t stop_deadline_ = 0;  ///< steady milliseconds; 0: not stopping
  std::thread thread_;
};

}  // namespace eg::io
