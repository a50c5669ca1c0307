// One message at a time: the next that matches, at the lower of its and the subscription's QoS.
#include "server/broker/retained_backlog.hpp"

#include <algorithm>
#include <utility>

#include "protocol/mqtt/topic.hpp"
#include "server/broker/core.hpp"
#include "server/broker/routing.hpp"

namespace eg::broker {
namespace {

constexpr std::int64_t pause_milliseconds = 1;

bool may_send(const Session& session) {
  return !session.retained_backlog.empty() && session.link != nullptr && !session.link->is_congested &&
         session.is_entitled() && session.retained_at_steady_milliseconds == no_deadline;
}

bool is_wanted(const Core& core, const Session& session, const RetainedMessage& retained,
               const SubscriptionOptions& options, std::uint64_t newest_sequence) {
  return retained.sequence <= newest_sequence &&
         retained.expires_steady_milliseconds > core.now.steady_milliseconds &&
         !(options.no_local && retained.publisher == session.client_identifier);
}

mqtt::Qos delivered_qos(const RetainedMessage& retained, const SubscriptionOptions& options) {
  return std::min(retained.qos, options.qos);
}

/// QoS 0 to the link, which must be there; QoS 1 behind what is queued.
void give(Core& core, Session& session, const RetainedMessage& retained, const SubscriptionOptions& options) {
  DeliveryNotePointer note = DeliveryNote::make(options.identifier, options.no_local);
  if (delivered_qos(retained, options) == mqtt::Qos::at_most_once) {
    Delivery delivery{retained.message, {}, 0, std::move(note)};
    delivery.head.retain = true;
    deliver(core, *session.link, std::move(delivery));
  } else {
    session.outbox.push({retained.message, std::move(note), true, true}, core.now.steady_milliseconds, false);
  }
}

/// False: the window is full. Without quotas it may be wide open, and what is in flight is held in memory.
bool send_one(Core& core, Session& session, const RetainedMessage& retained,
              const SubscriptionOptions& options) {
  const Outbox& outbox = session.outbox;
  const bool is_queued = delivered_qos(retained, options) != mqtt::Qos::at_most_once;
  if (is_queued && (!outbox.is_open_for(*retained.message) || outbox.held_bytes() >= queue_bytes_max))
    return false;
  give(core, session, retained, options);
  if (is_queued) send_queued(core, session);
  return true;
}

}  // namespace

void RetainedBacklog::add(std::string_view filter, std::uint64_t newest_sequence) {
  forget(filter);
  places_.push_back({std::string(filter), newest_sequence, {}});
}

void RetainedBacklog::restore(Place place) {
  places_.push_back(std::move(place));
}

void RetainedBacklog::forget(std::string_view filter) {
  std::erase_if(places_, [&](const Place& place) { return place.filter == filter; });
}

void request_retained(Session& session, std::string_view filter) {
  const RetainedMessages& all = session.home->retained;
  if (all.count() != 0) session.retained_backlog.add(filter, all.sequence());
}

void draw_retained_forward(Core& core, Session& session, std::string_view topic, mqtt::Qos qos) {
  const RetainedMessage* const retained = session.home->retained.find(topic);
  if (retained == nullptr) return;
  for (RetainedBacklog::Place& place : session.retained_backlog.all()) {
    if (topic <= place.after_topic || !mqtt::matches(place.filter, topic)) continue;
    const SubscriptionOptions options = session.subscriptions.find(place.filter)->second;
    if (delivered_qos(*retained, options) != qos) continue;  // order is promised among equals
    if (!is_wanted(core, session, *retained, options, place.newest_sequence)) continue;
    if (!place.drawn_forward.emplace(topic).second) continue;
    give(core, session, *retained, options);
  }
}

void send_retained(Core& core, Session& session) {
  RetainedBacklog& backlog = session.retained_backlog;
  std::size_t bytes = 0;
  while (may_send(session)) {
    RetainedBacklog::Place& place = backlog.front();
    const SubscriptionOptions options = session.subscriptions.find(place.filter)->second;
    const RetainedMessage* retained = session.home->retained.next(place.filter, place.after_topic);
    if (retained == nullptr) {
      backlog.pop_front();
      continue;
    }
    const std::string_view topic = retained->message->topic();
    if (const auto drawn = place.drawn_forward.find(topic); drawn != place.drawn_forward.end()) {
      place.drawn_forward.erase(drawn);
    } else if (is_wanted(core, session, *retained, options, place.newest_sequence)) {
      if (!send_one(core, session, *retained, options)) return;
      bytes += retained_bytes(*retained->message);
    }
    place.after_topic = topic;
    if (bytes < retained_turn_bytes_max) continue;
    session.retained_at_steady_milliseconds = core.now.steady_milliseconds + pause_milliseconds;
    core.arm(session);
  }
}

}  // namespace eg::broker
