// Knows how to get from the control thread to the core and back: a request is answered only when the broker
// has its changes in force (design 1, "Determinism").
#pragma once

#include <cstdint>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "server/control/control_plane.hpp"
#include "server/io/core.hpp"
#include "server/io/log_sink.hpp"

namespace eg::io {

class Gate {
 public:
  /// `control`: the executor of the control thread, on which handle() is called.
  Gate(control::ControlPlane& plane, Core& core, boost::asio::any_io_executor control, LogSink& log)
      : plane_(plane), core_(core), control_(std::move(control)), log_(log) {}

  boost::asio::awaitable<control::Response> handle(const control::Request& request);
  /// A connection that goes on as MQTT.
  void adopt(Established&& established) { core_.adopt(std::move(established)); }

 private:
  boost::asio::awaitable<void> apply(std::vector<control::PolicyChange> changes);

  control::ControlPlane& plane_;
  Core& core_;
  boost::asio::any_io_executor control_;
  LogSink& log_;
};

/// Before the core runs: policies of the stored namespaces.
void apply_changes(broker::Broker& broker, const std::vector<control::PolicyChange>& changes,
                   broker::Now now);

}  // namespace eg::io
