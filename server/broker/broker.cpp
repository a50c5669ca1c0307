// Cuts input into packets and hands each to the file that is named after it.
#include "server/broker/broker.hpp"

#include <utility>

#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/frame.hpp"
#include "server/broker/accepting.hpp"
#include "server/broker/connect_refusal.hpp"
#include "server/broker/connecting.hpp"
#include "server/broker/core.hpp"
#include "server/broker/ending.hpp"
#include "server/broker/link_deadline.hpp"
#include "server/broker/policy_change.hpp"
#include "server/broker/publishing.hpp"
#include "server/broker/retaining.hpp"
#include "server/broker/routing.hpp"
#include "server/broker/snapshot_reading.hpp"
#include "server/broker/snapshot_writing.hpp"
#include "server/broker/subscribing.hpp"

namespace eg::broker {
namespace {

constexpr std::size_t mqtt_packet_bytes_max = 268'435'460;  // header of 5 and remaining length, MQTT 5, 2.1.4

void handle_pingreq(Core& core, Link& link, const mqtt::Frame& frame) {
  const auto decoded = mqtt::decode_pingreq(frame);
  if (!decoded) return disconnect_for_error(core, link, decoded.error().reason, decoded.error().what);
  mqtt::Bytes packet;
  mqtt::encode_pingresp(packet);
  core.send(link, packet);
}

void handle_frame(Core& core, Link& link, const mqtt::Frame& frame) {
  if (link.state != Link::State::connected) return handle_connect(core, link, frame);
  switch (frame.type) {
    case mqtt::PacketType::publish: return handle_publish(core, link, frame);
    case mqtt::PacketType::puback: return handle_puback(core, link, frame);
    case mqtt::PacketType::subscribe: return handle_subscribe(core, link, frame);
    case mqtt::PacketType::unsubscribe: return handle_unsubscribe(core, link, frame);
    case mqtt::PacketType::pingreq: return handle_pingreq(core, link, frame);
    case mqtt::PacketType::disconnect: return handle_disconnect(core, link, frame);
    case mqtt::PacketType::connect:  // MQTT 5, 3.1.0-2
      return disconnect_for_error(core, link, mqtt::ReasonCode::protocol_error, "a second CONNECT");
    case mqtt::PacketType::auth:  // MQTT 5, 4.12: no authentication method was agreed on
      return disconnect_for_error(core, link, mqtt::ReasonCode::protocol_error,
                                  "AUTH without an authentication method");
    default:
      return disconnect_for_error(core, link, mqtt::ReasonCode::protocol_error,
                                  "a packet that a client may not send here");
  }
}

/// Who is not known yet gets no more memory than the service would give, whatever the quotas.
std::size_t input_bytes_max(const Core& core, const Link& link) {
  const bool is_bounded = core.settings.quotas || link.state != Link::State::connected;
  return is_bounded ? std::size_t{packet_bytes_max} : mqtt_packet_bytes_max;
}

void end_for_framing(Core& core, Link& link, mqtt::ReasonCode code, std::string_view detail) {
  if (link.state == Link::State::connected) return disconnect_for_error(core, link, code, detail);
  reject_connection(core, link, "connect-malformed", detail);
}

InputResult handle_input(Core& core, Link& link, std::span<const std::uint8_t> bytes) {
  using State = InputResult::State;
  std::size_t consumed = 0;
  for (int count = 0; count < fairness_packets_max; ++count) {
    const mqtt::FrameResult result = mqtt::cut_frame(bytes.subspan(consumed), input_bytes_max(core, link));
    switch (result.state) {
      case mqtt::FrameState::incomplete: return {consumed, State::wants_more, result.needed_bytes};
      case mqtt::FrameState::malformed:
        end_for_framing(core, link, mqtt::ReasonCode::malformed_packet, "not an MQTT packet");
        return {consumed, State::closed, 0};
      case mqtt::FrameState::too_large:
        end_for_framing(core, link, mqtt::ReasonCode::packet_too_large, "packet of more than 524288 bytes");
        return {consumed, State::closed, 0};
      case mqtt::FrameState::complete: break;
    }
    link.active_steady_milliseconds = core.now.steady_milliseconds;
    consumed += result.frame.size_bytes;
    handle_frame(core, link, result.frame);
    if (link.state == Link::State::closed) return {consumed, State::closed, 0};
    if (link.state == Link::State::verifying) return {consumed, State::waiting, 0};
  }
  return {consumed, State::yielded, 0};
}

void take_verdict(Core& core, Link& link, const authz::ChainVerdict& verdict) {
  if (link.state == Link::State::verifying) return continue_connect(core, link, verdict);
  continue_session(core, link, verdict);
}

/// A link that was closed meanwhile is still readable.
void count_input(Link& link, std::size_t bytes) {
  if (link.counters == nullptr) {
    link.uncounted_bytes += bytes;
  } else {
    link.counters->transferred(Direction::inbound, bytes);
  }
}

void run_due(Core& core) {
  while (const auto due = core.deadlines.pop_due(core.now.steady_milliseconds)) {
    if (!core.is_current(*due)) continue;
    if (due->link != 0) {
      link_due(core, *core.find_link(due->link));
    } else if (Session* session = core.find_session(due->serial)) {
      session_due(core, *session);
    } else {
      namespace_due(core, *core.find_namespace(due->serial));
    }
  }
}

}  // namespace

class Broker::State : public Core {
 public:
  using Core::Core;
};

Broker::Broker(const Settings& settings, Effects& effects)
    : state_(std::make_unique<State>(settings, effects)) {}
Broker::~Broker() = default;

void Broker::open(LinkId link, Peer peer, Now now) {
  state_->begin_call(now);
  arm_link(*state_, state_->add_link(link, std::move(peer)));
}

InputResult Broker::input(LinkId id, std::span<const std::uint8_t> bytes, Now now) {
  using State = InputResult::State;
  Core& core = *state_;
  core.begin_call(now);
  Link* link = core.find_link(id);
  if (link == nullptr) return {0, State::closed, 0};
  if (link->state == Link::State::verifying) return {0, State::waiting, 0};
  const InputResult result = handle_input(core, *link, bytes);
  count_input(*link, result.consumed_bytes);
  return result;
}

void Broker::verified(LinkId id, const authz::ChainVerdict& verdict, std::uint64_t question, Now now) {
  Core& core = *state_;
  core.begin_call(now);
  Link* link = core.find_link(id);
  // An answer to a question that was asked anew meanwhile, or to none: the right one will come.
  if (link == nullptr || question == 0 || link->question != question) return;
  link->question = 0;
  if (verdict.outcome == authz::ChainOutcome::not_checked) {
    // In doubt a decision is a deny, and the same question is not asked without end.
    return take_verdict(core, *link, authz::ChainOutcome::not_trusted);
  }
  take_verdict(core, *link, verdict);
}

void Broker::lost(LinkId id, std::string_view why, Now now, LinkEnd end) {
  state_->begin_call(now);
  if (Link* link = state_->find_link(id)) link_lost(*state_, *link, why, end);
}

void Broker::congested(LinkId id, bool is_congested) {
  state_->begin_call(state_->now);
  Link* link = state_->find_link(id);
  if (link == nullptr) return;
  link->is_congested = is_congested;
  if (!is_congested && link->session != nullptr) pump(*state_, *link->session);
}

void Broker::apply(const NamespaceUpdate& update, Now now) {
  state_->begin_call(now);
  apply_update(*state_, update);
}

void Broker::advance(Now now) {
  state_->begin_call(now);
  run_due(*state_);
}

std::optional<std::int64_t> Broker::next_deadline_milliseconds() const {
  return state_->deadlines.next_steady_milliseconds();
}

void Broker::stop(Now now) {
  Core& core = *state_;
  core.begin_call(now);
  // First all links: no client is told what the others' leaving means for it.
  std::vector<Session*> sessions;
  for (Link* link : core.all_links()) {
    if (link->session != nullptr) {
      sessions.push_back(link->session);
      release_link(
          core, *link,
          {mqtt::ReasonCode::server_shutting_down, disconnection::server_initiated, "the broker stops"});
    } else {
      reject_connection(core, *link, "server-shutting-down", "the broker stops");
    }
  }
  for (Session* session : sessions) {
    if (!session->ended) go_offline(core, *session);
  }
}

std::vector<std::string> Broker::namespace_names() const {
  std::vector<std::string> names;
  for (const authz::PolicyPointer& policy : state_->policies()) names.push_back(policy->settings().name);
  return names;
}

std::optional<Snapshot> Broker::snapshot(std::string_view namespace_name, const SnapshotSink& sink, Now now) {
  state_->begin_call(now);
  NamespaceState* home = state_->find_namespace(namespace_name);
  return home == nullptr ? Snapshot{} : write_snapshot(*state_, *home, sink);
}

Restored Broker::restore(std::string_view namespace_name, const SnapshotSource& source,
                         std::int64_t elapsed_milliseconds, Now now) {
  state_->begin_call(now);
  NamespaceState* home = state_->find_namespace(namespace_name);
  if (home == nullptr) return {{}, "its namespace is not there any more"};
  const Restored restored = read_snapshot(*state_, *home, source, elapsed_milliseconds);
  run_due(*state_);
  return restored;
}

std::size_t Broker::link_count() const {
  return state_->link_count();
}

std::size_t Broker::session_count(std::string_view namespace_name) const {
  const NamespaceState* home = state_->find_namespace(namespace_name);
  return home == nullptr ? 0 : home->sessions.size();
}

std::vector<Count> Broker::counters(std::string_view namespace_name) const {
  const NamespaceState* home = state_->find_namespace(namespace_name);
  if (home == nullptr) return {};
  Counters numbers = home->counters;
  const RetainedMessages& retained = home->retained;
  numbers.set_retained(retained.count(), retained.bytes(), retained.expired_count());
  return numbers.all();
}

RetainedFigures Broker::retained_figures(std::string_view namespace_name) const {
  const NamespaceState* home = state_->find_namespace(namespace_name);
  if (home == nullptr) return {};
  return {home->retained.count(), home->retained.bytes(), home->retained.expired_count()};
}

}  // namespace eg::broker
