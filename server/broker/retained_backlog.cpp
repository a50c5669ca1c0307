// One message at a time: the next that matches, at the lower of its and the subscription's QoS.
#include "server/broker/retained_backlog.hpp"

#include <algorithm>
#include <utility>

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

/// False: the window is full. Without quotas it may be wide open, and what is in flight is held in memory.
bool send_one(Core& core, Session& session, const RetainedMessage& retained,
              const SubscriptionOptions& options) {
  DeliveryNotePointer note = DeliveryNote::make(options.identifier, options.no_local);
  if (std::min(retained.qos, options.qos) == mqtt::Qos::at_most_once) {
    Delivery delivery{retained.message, {}, 0, std::move(note)};
    delivery.head.retain = true;
    deliver(core, *session.link, std::move(delivery));
    return true;
  }
  Outbox& outbox = session.outbox;
  if (!outbox.is_open_for(*retained.message) || outbox.held_bytes() >= queue_bytes_max) return false;
  outbox.push({retained.message, std::move(note), true}, core.now.steady_milliseconds, false);
  send_queued(core, session);
  return true;
}

}  // namespace

void RetainedBacklog::add(std::string_view filter, std::uint64_t newest_sequence) {
  forget(filter);
  places_.push_back({std::string(filter), newest_sequence, {}});
}

void RetainedBacklog::restore(std::string_view filter, std::uint64_t newest_sequence,
                              std::string_view after_topic) {
  places_.push_back({std::string(filter), newest_sequence, std::string(after_topic)});
}

void RetainedBacklog::forget(std::string_view filter) {
  std::erase_if(places_, [&](const Place& place) { return place.filter == filter; });
}

void request_retained(Session& session, std::string_view filter) {
  const RetainedMessages& all = session.home->retained;
  if (all.count() != 0) session.retained_backlog.add(filter, all.sequence());
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
    if (is_wanted(core, session, *retained, options, place.newest_sequence)) {
      if (!send_one(core, session, *retained, options)) return;
      bytes += retained_bytes(*retained->message);
    }
    place.after_topic = retained->message->topic();
    if (bytes < retained_turn_bytes_max) continue;
    session.retained_at_steady_milliseconds = core.now.steady_milliseconds + pause_milliseconds;
    core.arm(session);
  }
}

}  // namespace eg::broker
