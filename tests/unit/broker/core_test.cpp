// Lifetimes of links and sessions, assigned identifiers, arming.
#include "server/broker/core.hpp"

#include <set>

#include "tests/support/broker_stage.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("core: a forgotten link stays readable until the next call, its number may be used again") {
  test::RecordingEffects effects;
  Core core({}, effects);
  Link& link = core.add_link(5, {});
  CHECK(core.link_count() == 1);
  core.forget_link(link);
  CHECK(link.state == Link::State::closed);
  CHECK(core.find_link(5) == nullptr);
  CHECK(core.link_count() == 0);
  const std::uint64_t serial = link.serial;
  core.begin_call({});
  CHECK(core.add_link(5, {}).serial != serial);
  CHECK(core.find_link(77) == nullptr);
}

TEST_CASE("core: an event says whether its link came over WebSocket, with a session or without") {
  test::RecordingEffects effects;
  Core core({}, effects);
  NamespaceState& home = core.add_namespace("Ns");
  Session& session = core.add_session(home, "s1", "alice");
  CHECK_FALSE(core.describe(Event::Kind::session_ended, session).is_websocket);
  for (const bool is_websocket : {false, true}) {
    Peer peer;
    peer.is_websocket = is_websocket;
    Link& link = core.add_link(is_websocket ? 2 : 1, peer);
    CHECK(core.describe(Event::Kind::connect_refused, link).is_websocket == is_websocket);
    session.link = &link;
    CHECK(core.describe(Event::Kind::publish_refused, session).is_websocket == is_websocket);
    link.session = &session;
    CHECK(core.describe(Event::Kind::disconnected, link).is_websocket == is_websocket);
  }
}

TEST_CASE("core: assigned identifiers differ from each other and between salts, and repeat for a salt") {
  test::RecordingEffects effects;
  std::set<std::string> identifiers;
  NamespaceState home;
  for (const std::uint64_t salt : {0U, 1U, 2U}) {
    Settings settings;
    settings.identifier_salt = salt;
    Core core(settings, effects);
    Core again(settings, effects);
    for (int count = 0; count < 100; ++count) {
      const std::string identifier = core.assign_client_identifier(home);
      CHECK(identifier == again.assign_client_identifier(home));
      identifiers.insert(identifier);
    }
  }
  CHECK(identifiers.size() == 300);
}

TEST_CASE("core: a session leaves the registry, the trie and the serial table together") {
  test::RecordingEffects effects;
  Core core({}, effects);
  NamespaceState& home = core.add_namespace("Ns");
  CHECK(core.find_namespace("nS") == &home);
  Session& session = core.add_session(home, "s1", "alice");
  session.subscriptions["a/b"] = {};
  home.subscriptions.add(session, "a/b", {});
  CHECK(core.find_session(session.serial) == &session);
  core.forget_session(session);
  CHECK(session.ended);
  CHECK(core.find_session(session.serial) == nullptr);
  CHECK(home.sessions.size() == 0);
  CHECK(home.subscriptions.match("a/b").targets.empty());
}

TEST_CASE("core: arming again is needed only for an earlier time") {
  test::RecordingEffects effects;
  Core core({}, effects);
  Link& link = core.add_link(1, {});
  core.arm(link, 100);
  core.arm(link, 200);
  CHECK(core.deadlines.pop_due(1000)->at_steady_milliseconds == 100);
  CHECK_FALSE(core.deadlines.pop_due(1000));
  core.arm(link, 50);
  CHECK(core.deadlines.next_steady_milliseconds() == 50);
}

TEST_CASE("core: entries of closed links and ended sessions do not pile up among the deadlines") {
  test::RecordingEffects effects;
  Core core({}, effects);
  NamespaceState& home = core.add_namespace("ns");
  Link& stays = core.add_link(1, {});
  core.arm(stays, 5'000'000);
  for (int count = 0; count < 1000; ++count) {
    core.begin_call({});
    Link& link = core.add_link(2, {});
    core.arm(link, 1'000'000 + count);
    core.forget_link(link);
    Session& session = core.add_session(home, "s", "alice");
    session.ends_at_steady_milliseconds = 2'000'000 + count;
    core.arm(session);
    core.forget_session(session);
  }
  CHECK(core.deadlines.size() <= 80);
  std::size_t current = 0;
  while (const auto due = core.deadlines.pop_due(9'000'000)) current += core.is_current(*due) ? 1 : 0;
  CHECK(current == 1);
}

TEST_CASE("core: the largest outbox is found, the older of equals, and an ended session's counts no more") {
  test::RecordingEffects effects;
  Core core({}, effects);
  NamespaceState& home = core.add_namespace("ns");
  CHECK(core.session_with_largest_outbox() == nullptr);
  const std::vector<std::uint8_t> payload(100, 'x');
  Session* sessions[3] = {};
  for (std::size_t index = 0; index < 3; ++index) {
    sessions[index] = &core.add_session(home, "s" + std::to_string(index), "alice");
  }
  CHECK(core.session_with_largest_outbox() == nullptr);
  for (const std::size_t index : {2U, 1U, 0U, 2U, 1U})
    sessions[index]->outbox.push({Message::make("t", {}, payload)}, 0, false);
  CHECK(core.session_with_largest_outbox() == sessions[1]);
  core.forget_session(*sessions[1]);
  CHECK(core.session_with_largest_outbox() == sessions[2]);
  core.forget_session(*sessions[2]);
  core.forget_session(*sessions[0]);
  CHECK(core.queued.total() == 0);
}

}  // namespace eg::broker
