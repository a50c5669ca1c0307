// A lucky draw first; all members are looked at only when the drawn one cannot take the message at once.
#include "server/broker/sharing.hpp"

#include <algorithm>

#include "authz/decide.hpp"
#include "server/broker/routing.hpp"

namespace eg::broker {
namespace {

/// A session ends also in the middle of a policy change, when others have not been checked again yet.
bool is_still_allowed(const SharedMember& member, const SharedGroup& group) {
  const Session& session = *member.session;
  const authz::PrincipalPointer fresh = session.home->policy->find(session.identity);
  if (fresh == session.principal) return true;
  if (fresh == nullptr || !fresh->client.enabled) return false;
  return authz::decide_subscribe(*fresh, group.shared_filter, false).allowed;
}

const SharedMember* choose_among(Core& core, const SharedGroup& group, const MessagePointer& message,
                                 mqtt::Qos qos, Readiness worst, bool is_policy_checked) {
  const SharedMember* chosen = nullptr;
  Readiness best = worst;
  std::size_t equals = 0;
  for (const SharedMember& member : group.members) {
    const Readiness found = readiness(core, member, message, qos);
    if (found > best) continue;
    if (!is_policy_checked && !is_still_allowed(member, group)) continue;
    if (found < best) equals = 0;
    best = found;
    if (core.random.below(++equals) == 0) chosen = &member;
  }
  return chosen;
}

void report_lost(Core& core, const Session& ended, const Message& message) {
  Event event = core.describe(Event::Kind::message_dropped, ended);
  event.topic = message.topic();
  event.reason = "no-group-member";
  event.detail = "shared message of an ended session dropped: no other member of its group has room for it";
  core.effects.event(event);
}

}  // namespace

Readiness readiness(const Core& core, const SharedMember& member, const MessagePointer& message,
                    mqtt::Qos qos) {
  const Session& session = *member.session;
  if (!session.is_entitled() || session.overflowed || session.ended) return Readiness::never;
  const Link* const link = session.link;
  const mqtt::Qos delivered = std::min(qos, member.options.qos);
  if (link != nullptr && !fits(core, *link, message, delivered, member.note)) return Readiness::never;
  if (delivered == mqtt::Qos::at_most_once) {
    if (link == nullptr) return Readiness::never;
    return link->is_congested ? Readiness::dropped : Readiness::now;
  }
  if (!session.outbox.has_room_for(*message, core.now.steady_milliseconds, core.settings.quotas))
    return Readiness::overflows;
  if (link == nullptr) return Readiness::offline;
  return !link->is_congested && session.outbox.is_open_for(*message) ? Readiness::now : Readiness::waits;
}

const SharedMember* choose_member(Core& core, const SharedGroup& group, const MessagePointer& message,
                                  mqtt::Qos qos, Readiness worst) {
  if (group.members.empty()) return nullptr;
  const SharedMember& drawn = group.members[core.random.below(group.members.size())];
  if (readiness(core, drawn, message, qos) == Readiness::now) return &drawn;
  return choose_among(core, group, message, qos, worst, true);
}

void hand_over(Core& core, const Session& ended, const std::vector<Outbox::Copy>& undelivered) {
  for (const Outbox::Copy& copy : undelivered) {
    if (copy.message->expires_steady_milliseconds() <= core.now.steady_milliseconds) continue;
    const SharedGroup* const group =
        ended.home->subscriptions.shared_groups().find(copy.note->shared_filter());
    if (group == nullptr) continue;  // nobody else shares the subscription
    const SharedMember* const member =
        choose_among(core, *group, copy.message, mqtt::Qos::at_least_once, Readiness::dropped, false);
    if (member == nullptr) {
      report_lost(core, ended, *copy.message);
      continue;
    }
    offer(core, *member->session, copy.message, member->options.qos,
          copy.retain && member->options.retain_as_published, member->note);
  }
}

}  // namespace eg::broker
