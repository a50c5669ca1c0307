// Judges filters one by one and answers with one SUBACK.
#include "server/broker/subscribing.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "authz/explain.hpp"
#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/topic.hpp"
#include "server/broker/connect_refusal.hpp"
#include "server/broker/ending.hpp"
#include "server/broker/routing.hpp"
#include "server/broker/subscription_limits.hpp"

namespace eg::broker {
namespace {

using mqtt::ReasonCode;

struct Outcome {
  ReasonCode code = ReasonCode::success;
  std::string_view reason;
  std::string detail;
};

bool is_refusal(ReasonCode code) {
  return static_cast<std::uint8_t>(code) >= 0x80;
}

/// Properties and counts that refuse the whole packet, each filter alike.
std::optional<Outcome> refuse_all(const Core& core, const mqtt::Subscribe& packet) {
  if (packet.has_user_properties) {  // broker-behaviour 5.4
    return Outcome{
        ReasonCode::implementation_specific_error, "user-properties-not-supported",
        with_cure("user properties on SUBSCRIBE are not supported", "user-properties-not-supported")};
  }
  if (core.settings.quotas && packet.requests.size() > filters_per_subscribe_max) {
    return Outcome{ReasonCode::quota_exceeded, "too-many-filters",
                   with_cure("more than 10 filters in one SUBSCRIBE", "too-many-filters")};
  }
  return std::nullopt;
}

Outcome judge(const Core& core, const Session& session, std::string_view filter) {
  const authz::Decision decision = authz::decide_subscribe(
      *session.principal, filter, session.version == mqtt::Version::v311, core.topic_limits());
  if (!decision.allowed) {
    const authz::ReasonRow& row = authz::row(decision.reason);
    const bool is_form = decision.reason == authz::Reason::topic_malformed ||
                         decision.reason == authz::Reason::topic_limit_exceeded;
    return {is_form ? ReasonCode::topic_filter_invalid : ReasonCode::not_authorized, row.identifier,
            authz::explain(*session.home->policy, *session.principal, authz::Permission::subscriber, filter,
                           decision)};
  }
  if (!core.settings.quotas) return {};
  auto limit = reached_limit(*session.home, session, filter);
  if (!limit) return {};
  return {ReasonCode::quota_exceeded, limit->reason, with_cure(std::move(limit->detail), limit->reason)};
}

Outcome subscribe(Session& session, const mqtt::SubscriptionRequest& request, std::uint32_t identifier) {
  SubscriptionOptions options;
  options.qos = std::min(request.qos, mqtt::Qos::at_least_once);  // broker-behaviour 5.1: 2 is granted as 1
  options.no_local = request.no_local;
  options.retain_as_published = request.retain_as_published;
  options.identifier = identifier;
  session.subscriptions.insert_or_assign(std::string(request.filter), options);
  session.home->subscriptions.add(session, request.filter, options);
  return {static_cast<ReasonCode>(options.qos), {}, {}};
}

/// MQTT 5, 3.8.3.1. A subscription that is made anew asks again; what was still to come is then replaced.
bool wants_retained(const Session& session, const mqtt::SubscriptionRequest& request) {
  constexpr std::uint8_t if_new = 1;
  constexpr std::uint8_t never = 2;
  if (mqtt::is_shared_filter(request.filter) || request.retain_handling == never) return false;
  return request.retain_handling != if_new || !session.subscriptions.contains(request.filter);
}

void report_refused(Core& core, const Link& link, std::string_view filter, const Outcome& outcome,
                    std::uint8_t code) {
  Event event = core.describe(Event::Kind::subscribe_refused, link);
  event.code = code;
  event.reason = outcome.reason;
  event.topic = filter;
  event.detail = outcome.detail;
  core.effects.event(event);
}

/// Filter by filter, and the packet once: a failure when no filter went through, that of the first.
void count(const Link& link, OperationType operation, const std::vector<Failure>& failures) {
  for (const Failure failure : failures)
    link.counters->subscription_operation(operation, link.protocol, failure);
  const bool is_served = std::find(failures.begin(), failures.end(), Failure::none) != failures.end();
  link.counters->request(operation, link.protocol, is_served ? Failure::none : failures.front());
}

/// MQTT 3.1.1, 3.9.3 knows one code for all refusals.
ReasonCode on_the_wire(ReasonCode code, mqtt::Version version) {
  return version == mqtt::Version::v311 && is_refusal(code) ? ReasonCode::unspecified_error : code;
}

void send_suback(Core& core, Link& link, std::uint16_t packet_identifier,
                 const std::vector<ReasonCode>& codes, const std::string& first_refusal) {
  mqtt::Bytes packet;
  if (!first_refusal.empty() && link.wants_reason_strings) {
    encode_suback(packet, link.version, packet_identifier, codes, first_refusal);
  }
  if (packet.empty() || packet.size() > link.packet_bytes_max) {
    packet.clear();
    encode_suback(packet, link.version, packet_identifier, codes, std::nullopt);
  }
  send_answer(core, link, packet);
}

/// What ends the connection instead of being answered. True: it did.
bool is_fatal(Core& core, Link& link, const mqtt::Subscribe& packet) {
  for (const mqtt::SubscriptionRequest& request : packet.requests) {
    if (!mqtt::is_shared_filter(request.filter)) continue;
    if (link.version == mqtt::Version::v311) {  // broker-behaviour 6.6
      const authz::ReasonRow& row = authz::row(authz::Reason::shared_subscription_in_v311);
      report_refused(core, link, request.filter,
                     {ReasonCode::success, row.identifier, std::string(row.cause)}, 0);
      disconnect_for_error(core, link, ReasonCode::shared_subscriptions_not_supported, row.cause);
      return true;
    }
  }
  return false;
}

}  // namespace

void handle_subscribe(Core& core, Link& link, const mqtt::Frame& frame) {
  const auto decoded = mqtt::decode_subscribe(frame, link.version);
  if (!decoded) {
    link.counters->request(OperationType::subscribe, link.protocol, Failure::client_error);
    return disconnect_for_error(core, link, decoded.error().reason, decoded.error().what);
  }
  const mqtt::Subscribe& packet = *decoded;
  if (is_fatal(core, link, packet)) {
    return count(link, OperationType::subscribe,
                 std::vector<Failure>(packet.requests.size(), Failure::client_error));
  }

  const std::optional<Outcome> all_refused = refuse_all(core, packet);
  std::vector<ReasonCode> codes;
  codes.reserve(packet.requests.size());
  std::string first_refusal;
  std::vector<Failure> failures;
  std::vector<std::string_view> retained_filters;
  for (const mqtt::SubscriptionRequest& request : packet.requests) {
    Outcome outcome = all_refused ? *all_refused : judge(core, *link.session, request.filter);
    if (!is_refusal(outcome.code)) {
      if (wants_retained(*link.session, request)) retained_filters.push_back(request.filter);
      outcome = subscribe(*link.session, request, packet.subscription_identifier.value_or(0));
    }
    codes.push_back(on_the_wire(outcome.code, link.version));
    failures.push_back(is_refusal(outcome.code) ? failure_of(outcome.code) : Failure::none);
    if (!is_refusal(outcome.code)) continue;
    report_refused(core, link, request.filter, outcome, static_cast<std::uint8_t>(codes.back()));
    if (first_refusal.empty()) first_refusal = outcome.detail;
  }
  count(link, OperationType::subscribe, failures);
  send_suback(core, link, packet.packet_identifier, codes, first_refusal);
  if (!link.session) return;
  for (const std::string_view filter : retained_filters) request_retained(*link.session, filter);
  if (!retained_filters.empty()) pump(core, *link.session);
}

void handle_unsubscribe(Core& core, Link& link, const mqtt::Frame& frame) {
  const auto decoded = mqtt::decode_unsubscribe(frame, link.version);
  if (!decoded) {
    link.counters->request(OperationType::unsubscribe, link.protocol, Failure::client_error);
    return disconnect_for_error(core, link, decoded.error().reason, decoded.error().what);
  }
  Session& session = *link.session;
  std::vector<ReasonCode> codes;
  codes.reserve(decoded->filters.size());
  for (const std::string_view filter : decoded->filters) {
    const auto found = session.subscriptions.find(filter);
    if (found == session.subscriptions.end()) {
      codes.push_back(ReasonCode::no_subscription_existed);
      continue;
    }
    session.home->subscriptions.remove(session, filter);
    session.subscriptions.erase(found);
    session.retained_backlog.forget(filter);
    codes.push_back(ReasonCode::success);
  }
  count(link, OperationType::unsubscribe, std::vector<Failure>(codes.size(), Failure::none));
  mqtt::Bytes packet;
  encode_unsuback(packet, link.version, decoded->packet_identifier, codes);
  send_answer(core, link, packet);
}

}  // namespace eg::broker
