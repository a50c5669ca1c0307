// Who is chosen, how evenly, and that full members end one at a time.
#include "server/broker/sharing.hpp"

#include <map>
#include <set>

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

constexpr LinkId publisher = 99;

Settings seeded(std::uint64_t seed) {
  Settings settings;
  settings.random_seed = seed;
  return settings;
}

/// Members 1 to `count` of one group, and a publisher.
class Crowd : public test::World {
 public:
  explicit Crowd(LinkId count, std::uint64_t seed = 0, std::uint32_t expiry_seconds = 0)
      : World(seeded(seed)) {
    model.maximum_sessions_per_authentication_name = 1000;
    apply(model);
    connect(publisher, {.client_identifier = "p", .user_name = "bob"});
    for (LinkId link = 1; link <= count; ++link) {
      connect(link, {.client_identifier = "m" + std::to_string(link),
                     .session_expiry_interval_seconds = expiry_seconds});
      subscribe(link, "$share/g/t/#", 1);
    }
  }
  /// How many packets each link has received and not read.
  std::map<LinkId, std::size_t> received() {
    std::map<LinkId, std::size_t> counts;
    for (const auto& [link, inbox] : effects.inboxes) {
      if (link != publisher && inbox.is_open) counts[link] = inbox.lines.size();
    }
    return counts;
  }
};

}  // namespace

TEST_CASE("sharing: members get about equally many messages, each message once") {
  Crowd crowd(4);
  for (int count = 0; count < 1000; ++count) crowd.publish(publisher, "t/1", 0, "x");
  std::size_t total = 0;
  for (const auto& [link, count] : crowd.received()) {
    CHECK(count > 180);
    CHECK(count < 320);
    total += count;
  }
  CHECK(total == 1000);
}

TEST_CASE("sharing: the choice repeats for a seed and differs between seeds") {
  std::set<std::map<LinkId, std::size_t>> outcomes;
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    Crowd first(5, seed);
    Crowd again(5, seed);
    for (int count = 0; count < 100; ++count) {
      first.publish(publisher, "t/1", 0, "x");
      again.publish(publisher, "t/1", 0, "x");
      REQUIRE(first.received() == again.received());
    }
    outcomes.insert(first.received());
  }
  CHECK(outcomes.size() > 1);
}

TEST_CASE("sharing: offline members fill up evenly, then one session ends for a message and no other") {
  Crowd crowd(3, 0, 600);
  for (const LinkId link : {1U, 2U, 3U}) crowd.lose(link);
  for (int count = 0; count < 300; ++count) crowd.publish(publisher, "t/1", 1, "x");
  CHECK(crowd.broker.session_count("ns") == 4);  // 100 messages each
  crowd.publish(publisher, "t/1", 1, "x");
  CHECK(crowd.broker.session_count("ns") == 3);
  CHECK(crowd.last_event(Event::Kind::session_ended).reason == "SessionOverflow");
  // What the ended one had found no room, which is reported
  CHECK(crowd.last_event(Event::Kind::message_dropped).reason == "no-group-member");
}

TEST_CASE("sharing: what an overflowing member had goes to members with room") {
  Crowd crowd(1, 0, 600);
  crowd.lose(1);
  for (int count = 0; count < 100; ++count) crowd.publish(publisher, "t/1", 1, "x");
  crowd.connect(2, {.client_identifier = "m2"});
  crowd.subscribe(2, "$share/g/t/#", 1);
  crowd.connect(3, {.client_identifier = "m1", .session_expiry_interval_seconds = 0});  // clean start
  CHECK(crowd.received()[2] == 100);
  CHECK(crowd.next_line(3) == "nothing");
}

TEST_CASE("sharing: in the middle of a policy change nothing goes to members that lose their permission") {
  Crowd crowd(2);
  for (int count = 0; count < 20; ++count) crowd.publish(publisher, "t/1", 1, "x");
  const auto before = crowd.received();
  crowd.model.topic_spaces = {{"space", {"other/#"}}};
  crowd.apply(crowd.model);
  // Each reads what it had, then the DISCONNECT and the end
  for (const auto& [link, count] : before) CHECK(crowd.effects.inboxes[link].lines.size() == count + 2);
  CHECK(crowd.broker.session_count("ns") == 1);
}

TEST_CASE("sharing: readiness, best first") {
  Crowd crowd(1);
  test::RecordingEffects effects;
  Core core({}, effects);
  authz::Principal principal;
  principal.client.enabled = true;
  Session session;
  Link link;
  SharedMember member{&session, {}, {}};
  const MessagePointer message = Message::make("t", {}, {});
  constexpr auto qos_0 = mqtt::Qos::at_most_once;
  constexpr auto qos_1 = mqtt::Qos::at_least_once;
  member.options.qos = qos_1;
  CHECK(readiness(core, member, message, qos_1) == Readiness::never);  // no principal
  session.principal = std::make_shared<const authz::Principal>(principal);
  CHECK(readiness(core, member, message, qos_0) == Readiness::never);
  CHECK(readiness(core, member, message, qos_1) == Readiness::offline);
  session.link = &link;
  session.outbox.connect(1, true);
  CHECK(readiness(core, member, message, qos_0) == Readiness::now);
  CHECK(readiness(core, member, message, qos_1) == Readiness::now);
  link.is_congested = true;
  CHECK(readiness(core, member, message, qos_0) == Readiness::dropped);
  CHECK(readiness(core, member, message, qos_1) == Readiness::waits);
  link.is_congested = false;
  for (int count = 0; count < 100; ++count) session.outbox.push({message}, 0, true);
  CHECK(readiness(core, member, message, qos_1) == Readiness::overflows);
  CHECK(readiness(core, member, message, qos_0) == Readiness::now);
  link.packet_bytes_max = 3;
  CHECK(readiness(core, member, message, qos_0) == Readiness::never);
}

}  // namespace eg::broker
