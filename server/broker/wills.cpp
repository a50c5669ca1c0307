// Keeps a copy of the will and authorises it again before it is published.
#include "server/broker/wills.hpp"

#include <utility>

#include "authz/explain.hpp"
#include "server/broker/retaining.hpp"
#include "server/broker/routing.hpp"

namespace eg::broker {

std::unique_ptr<Will> copy_will(const mqtt::WillView& view) {
  auto will = std::make_unique<Will>();
  will->topic = view.topic;
  will->properties.assign(view.properties.begin(), view.properties.end());
  will->payload.assign(view.payload.begin(), view.payload.end());
  will->qos = view.qos;
  will->retain = view.retain;
  will->delay_seconds = view.delay_interval_seconds;
  will->message_expiry_seconds = view.message_expiry_interval_seconds.value_or(0);
  return will;
}

void publish_will(Core& core, Session& session) {
  session.will_at_steady_milliseconds = no_deadline;
  const std::unique_ptr<Will> will = std::move(session.will);
  if (will == nullptr) return;
  const auto count = [&](Failure failure) {
    session.home->counters.published(session.protocol, will->qos, will->retain, failure);
  };
  Event event = core.describe(Event::Kind::publish_refused, session);
  event.topic = will->topic;
  if (!session.is_entitled()) {
    event.reason =
        authz::row(session.principal ? authz::Reason::client_disabled : authz::Reason::client_not_found)
            .identifier;
    event.detail = "the will of a client that is no longer there or enabled is not published";
    core.effects.event(event);
    count(Failure::authentication_error);
    return;
  }
  const authz::Decision decision =
      authz::decide_publish(*session.principal, will->topic, core.topic_limits());
  if (!decision.allowed) {
    const std::string detail = "will: " + authz::explain(*session.home->policy, *session.principal,
                                                         authz::Permission::publisher, will->topic, decision);
    event.reason = authz::row(decision.reason).identifier;
    event.detail = detail;
    core.effects.event(event);
    count(failure_of(static_cast<mqtt::ReasonCode>(authz::row(decision.reason).v5_code)));
    return;
  }
  if (will->retain) {
    const std::size_t bytes = will->topic.size() + will->properties.size() + will->payload.size();
    if (const auto refusal =
            refuse_to_retain(core, *session.home, {will->topic, will->payload.size(), bytes})) {
      const std::string detail = "will: " + refusal->detail;
      event.reason = refusal->reason;
      event.detail = detail;
      core.effects.event(event);
      count(Failure::quota_exceeded);
      return;
    }
  }
  count(Failure::none);
  const MessagePointer message =
      Message::make(will->topic, will->properties, will->payload,
                    expires_at(core.now.steady_milliseconds, will->message_expiry_seconds));
  if (will->retain) retain(core, session, message, will->qos, {});
  route(core, *session.home, nullptr, message, will->qos, will->retain);
}

}  // namespace eg::broker
