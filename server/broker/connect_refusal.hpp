// A refused CONNECT: the CONNACK of either version, the log line and the end of the connection. One table
// turns what is wrong with the packet itself into codes; reasons of authz bring their own
// (broker-behaviour 3.9).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "authz/reason.hpp"
#include "protocol/mqtt/packets.hpp"
#include "server/broker/core.hpp"

namespace eg::broker {

struct ConnectRefusal {
  mqtt::ReasonCode v5_code = mqtt::ReasonCode::not_authorized;
  std::optional<mqtt::ConnectReturnCode> v311_code;  ///< nullopt: closed without an answer
  std::string_view reason;                           ///< stable identifier
  Failure failure = Failure::client_error;           ///< as it is counted
  std::string detail;
  std::string identity;  ///< as tried
  std::string_view namespace_name;
};

/// With the codes of the reason's row; `explanation` says what to do.
ConnectRefusal explained_refusal(authz::Reason reason, std::string explanation);
/// The same, with the row's cure behind the detail.
ConnectRefusal connect_refusal(authz::Reason reason, std::string detail);
/// `detail; cure: ...` by the reason's row.
std::string with_cure(std::string detail, std::string_view identifier);
/// What is wrong with the packet by itself, in the dialect of the service and, with `quotas`,
/// in its size; nullopt when nothing is.
std::optional<ConnectRefusal> check_connect_form(const mqtt::Connect& packet, bool quotas);

/// Answers, reports and closes. `packet` is null when CONNECT could not be read.
void refuse_connect(Core& core, Link& link, const mqtt::Connect* packet, const ConnectRefusal& refusal);
/// Closes without an answer: what came is no CONNECT of ours.
void reject_connection(Core& core, Link& link, std::string_view reason, std::string_view detail);

}  // namespace eg::broker
