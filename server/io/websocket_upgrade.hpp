// The opening handshake of MQTT over WebSocket (RFC 6455, 4.2; MQTT 5, 6; broker-behaviour 2.3): is this
// request one, and what is answered. Pure; Host and Origin are the control plane's, the connection the HTTP
// link's.
#pragma once

#include <string>
#include <string_view>

#include "server/control/http_message.hpp"

namespace eg::io {

struct UpgradeQuestion {
  const control::Request& request;
  bool is_http_1_1 = true;
  bool more_was_sent = false;  ///< bytes behind the request, before it was answered
};

/// Anything sent to `/mqtt`, and a WebSocket upgrade on whatever path.
bool concerns_websocket(const control::Request& request);

struct UpgradeAnswer {
  control::Response response;  ///< status 101: the connection is to become a WebSocket
  std::string refusal;         ///< the sentence in a refusal's body, for the log: browsers do not show it
};
UpgradeAnswer answer_upgrade(const UpgradeQuestion& question);

/// `Sec-WebSocket-Accept` of a key (RFC 6455, 4.2.2).
std::string websocket_accept(std::string_view key);

}  // namespace eg::io
