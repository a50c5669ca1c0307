// Each limit by itself, with small numbers.
#include "server/broker/subscription_limits.hpp"

#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

void subscribe(NamespaceState& home, Session& session, const std::string& filter) {
  session.subscriptions[filter] = {};
  home.subscriptions.add(session, filter, {});
}

std::string_view reason(const NamespaceState& home, const Session& session, std::string_view filter,
                        const SubscriptionLimits& limits) {
  const auto reached = reached_limit(home, session, filter, limits);
  return reached ? reached->reason : "";
}

}  // namespace

TEST_CASE("subscription limits: the service's numbers") {
  const SubscriptionLimits limits;
  CHECK(limits.per_session == 50);
  CHECK(limits.shared_per_session == 10);
  CHECK(limits.per_namespace == 1'000'000);
  CHECK(limits.shared_groups == 100);
  CHECK(limits.members_per_group == 100);
}

TEST_CASE("subscription limits: what the session has already is never refused") {
  NamespaceState home;
  Session session;
  subscribe(home, session, "a");
  subscribe(home, session, "$share/g/a");
  const SubscriptionLimits limits{2, 1, 2, 1, 1};
  CHECK_FALSE(reached_limit(home, session, "a", limits));
  CHECK_FALSE(reached_limit(home, session, "$share/g/a", limits));
}

TEST_CASE("subscription limits: per session, shared ones among them") {
  NamespaceState home;
  Session session;
  subscribe(home, session, "a");
  subscribe(home, session, "$share/g/a");
  CHECK(reason(home, session, "b", {3, 1, 9, 9, 9}).empty());
  CHECK(reason(home, session, "b", {2, 9, 9, 9, 9}) == "too-many-subscriptions");
  CHECK(reason(home, session, "$share/g/b", {3, 1, 9, 9, 9}) == "too-many-shared-subscriptions");
  CHECK(reason(home, session, "$share/g/b", {3, 2, 9, 9, 9}).empty());
}

TEST_CASE("subscription limits: per namespace, with groups and members") {
  NamespaceState home;
  Session first;
  Session second;
  subscribe(home, first, "a");
  subscribe(home, first, "$share/g/a");
  CHECK(reason(home, second, "a", {9, 9, 2, 9, 9}) == "too-many-subscriptions-in-namespace");
  CHECK(reason(home, second, "a", {9, 9, 3, 9, 9}).empty());
  CHECK(reason(home, second, "$share/h/a", {9, 9, 9, 1, 9}) == "too-many-shared-groups");
  CHECK(reason(home, second, "$share/g/a", {9, 9, 9, 1, 9}).empty());
  CHECK(reason(home, second, "$share/g/a", {9, 9, 9, 9, 1}) == "too-many-group-members");
}

}  // namespace eg::broker
