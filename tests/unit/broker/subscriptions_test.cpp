// The trie against the plain matcher, and remembered matches.
#include "server/broker/subscriptions.hpp"

#include <string>

#include "protocol/mqtt/topic.hpp"
#include "server/broker/session.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

constexpr auto qos_0 = mqtt::Qos::at_most_once;
constexpr auto qos_1 = mqtt::Qos::at_least_once;

SubscriptionOptions with_identifier(std::uint32_t identifier) {
  SubscriptionOptions options;
  options.identifier = identifier;
  return options;
}

}  // namespace

TEST_CASE("subscriptions: the trie agrees with matches() for all filters and topics of up to three levels") {
  std::vector<std::string> filters;
  std::vector<std::string> topics;
  for (const char* one : {"a", "b", "", "+", "#", "$x"}) {
    filters.emplace_back(one);
    for (const char* two : {"a", "", "+", "#"}) {
      filters.push_back(std::string(one) + "/" + two);
      for (const char* three : {"a", "+", "#"}) filters.push_back(filters.back() + "/" + three);
    }
  }
  for (const std::string& text : filters) {
    if (mqtt::valid_topic_name(text)) topics.push_back(text);
  }
  std::erase_if(filters, [](const std::string& text) { return !mqtt::valid_topic_filter(text); });
  REQUIRE(filters.size() > 30);
  for (const std::string& filter : filters) {
    Subscriptions subscriptions;
    Session session;
    subscriptions.add(session, filter, {qos_1, false});
    for (const std::string& topic : topics) {
      INFO(filter << " for " << topic);
      CHECK(subscriptions.match(topic).targets.empty() == !mqtt::matches(filter, topic));
    }
    subscriptions.remove(session, filter);
    CHECK(subscriptions.empty());
  }
}

TEST_CASE("subscriptions: one target per session, at the highest QoS, in order of subscribing") {
  Subscriptions subscriptions;
  Session first;
  Session second;
  subscriptions.add(first, "a/#", {qos_0, false});
  subscriptions.add(second, "a/b", {qos_0, false});
  subscriptions.add(first, "a/+", {qos_1, true});
  const auto& targets = subscriptions.match("a/b").targets;
  REQUIRE(targets.size() == 2);
  CHECK(targets[0].session == &first);
  CHECK(targets[0].qos == qos_1);
  CHECK(targets[0].own_qos == qos_0);  // No Local holds for its own subscription only
  CHECK(targets[1].session == &second);
}

TEST_CASE("subscriptions: a target has the identifiers of what matches, and no note where there are none") {
  Subscriptions subscriptions;
  Session first;
  Session second;
  subscriptions.add(first, "a/#", with_identifier(1));
  subscriptions.add(first, "a/+", with_identifier(2));
  subscriptions.add(first, "a/c", with_identifier(3));
  subscriptions.add(second, "a/b", {qos_0, false});
  const auto& targets = subscriptions.match("a/b").targets;
  REQUIRE(targets.size() == 2);
  CHECK(targets[0].note->identifiers().size() == 4);
  CHECK_FALSE(targets[1].note);
  // When one is replaced by one without, then it is gone
  subscriptions.add(first, "a/#", {qos_0, false});
  CHECK(subscriptions.match("a/b").targets[0].note->identifiers().size() == 2);
}

TEST_CASE("subscriptions: remembered matches follow every change") {
  Subscriptions subscriptions;
  Session session;
  CHECK(subscriptions.match("a").targets.empty());
  subscriptions.add(session, "a", {qos_0, true});
  REQUIRE(subscriptions.match("a").targets.size() == 1);
  CHECK_FALSE(subscriptions.match("a").targets[0].own_qos);
  subscriptions.add(session, "a", {qos_1, false});
  REQUIRE(subscriptions.match("a").targets.size() == 1);
  CHECK(subscriptions.match("a").targets[0].own_qos == qos_1);
  subscriptions.remove(session, "a/none");
  subscriptions.remove(session, "a");
  CHECK(subscriptions.match("a").targets.empty());
}

TEST_CASE(
    "subscriptions: a shared group is matched by its filter, once whatever its members, apart from targets") {
  Subscriptions subscriptions;
  Session first;
  Session second;
  subscriptions.add(first, "$share/g/a/#", {qos_1});
  subscriptions.add(second, "$share/g/a/#", {qos_0});
  subscriptions.add(second, "$share/h/a/+", {qos_0});
  subscriptions.add(second, "a/b", {qos_0});
  CHECK(subscriptions.size() == 4);
  CHECK(subscriptions.match("a/b").targets.size() == 1);
  REQUIRE(subscriptions.match("a/b").groups.size() == 2);
  REQUIRE(subscriptions.match("a").groups.size() == 1);
  const SharedGroup* const group = subscriptions.match("a").groups[0];
  CHECK(group->shared_filter == "$share/g/a/#");
  CHECK(group->members.size() == 2);
  CHECK(subscriptions.match("b").groups.empty());
  // When a member leaves, then what is remembered holds; when the last one leaves, the group is gone
  const std::size_t remembered = subscriptions.remembered_target_count();
  subscriptions.remove(first, "$share/g/a/#");
  CHECK(subscriptions.remembered_target_count() == remembered);
  CHECK(subscriptions.match("a").groups[0]->members.size() == 1);
  subscriptions.remove(second, "$share/g/a/#");
  CHECK(subscriptions.match("a").groups.empty());
  CHECK(subscriptions.match("a/b").groups.size() == 1);
  subscriptions.remove(second, "$share/h/a/+");
  subscriptions.remove(second, "$share/none/a/+");
  subscriptions.remove(second, "a/b");
  CHECK(subscriptions.size() == 0);
  CHECK(subscriptions.empty());
}

TEST_CASE("subscriptions: shared filters agree with matches() too, and repeated ones count once") {
  for (const std::string filter : {"a/b", "+/b", "a/#", "#", "+"}) {
    Subscriptions subscriptions;
    Session session;
    subscriptions.add(session, "$share/g/" + filter, {qos_1});
    subscriptions.add(session, "$share/g/" + filter, {qos_0});
    CHECK(subscriptions.size() == 1);
    for (const std::string topic : {"a", "a/b", "b", "a/b/c", "$x", "$x/b", "/"}) {
      INFO(filter << " for " << topic);
      CHECK(subscriptions.match(topic).groups.size() == (mqtt::matches(filter, topic) ? 1U : 0U));
    }
  }
}

TEST_CASE("subscriptions: many subscribers of overlapping filters are one target each") {
  Subscriptions subscriptions;
  std::vector<Session> sessions(100);
  for (Session& session : sessions) {
    subscriptions.add(session, "a/+", {qos_0, false});
    subscriptions.add(session, "a/b", {qos_1, false});
    subscriptions.add(session, "#", {qos_0, false});
  }
  const auto& targets = subscriptions.match("a/b").targets;
  REQUIRE(targets.size() == sessions.size());
  for (std::size_t index = 0; index < sessions.size(); ++index) {
    CHECK(targets[index].session == &sessions[index]);
    CHECK(targets[index].qos == qos_1);
  }
}

TEST_CASE("subscriptions: remembered matches outlive no change") {
  Subscriptions subscriptions;
  std::vector<Session> sessions(3);
  for (Session& session : sessions) subscriptions.add(session, "#", {qos_0, false});
  REQUIRE(subscriptions.match("t").targets.size() == sessions.size());
  REQUIRE(subscriptions.remembered_target_count() == sessions.size());
  subscriptions.remove(sessions[0], "#");
  CHECK(subscriptions.remembered_target_count() == 0);
}

}  // namespace eg::broker
