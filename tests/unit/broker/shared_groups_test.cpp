// Joining, leaving, replacing.
#include "server/broker/shared_groups.hpp"

#include "server/broker/session.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("shared groups: a group is the name together with the filter") {
  SharedGroups groups;
  Session first;
  Session second;
  const auto made = groups.add(first, "$share/g/t", {});
  CHECK(made.is_new_group);
  CHECK(made.is_new_member);
  const auto joined = groups.add(second, "$share/g/t", {});
  CHECK(&joined.group == &made.group);
  CHECK_FALSE(joined.is_new_group);
  CHECK(joined.is_new_member);
  CHECK(groups.add(second, "$share/g/other", {}).is_new_group);
  CHECK(groups.size() == 2);
  CHECK(groups.find("$share/g/t") == &made.group);
  CHECK(groups.find("$share/h/t") == nullptr);
  REQUIRE(made.group.members.size() == 2);
  CHECK(made.group.members[0].note->shared_filter() == "$share/g/t");
}

TEST_CASE("shared groups: joining again replaces the options") {
  SharedGroups groups;
  Session session;
  groups.add(session, "$share/g/t", {});
  SubscriptionOptions options;
  options.qos = mqtt::Qos::at_least_once;
  options.identifier = 5;
  const auto again = groups.add(session, "$share/g/t", options);
  CHECK_FALSE(again.is_new_member);
  REQUIRE(again.group.members.size() == 1);
  CHECK(again.group.members[0].options.qos == mqtt::Qos::at_least_once);
  CHECK(again.group.members[0].note->identifiers().size() == 2);
}

TEST_CASE("shared groups: with its last member a group is gone") {
  SharedGroups groups;
  Session first;
  Session second;
  groups.add(first, "$share/g/t", {});
  groups.add(second, "$share/g/t", {});
  CHECK_FALSE(groups.remove(first, "$share/g/other").was_member);
  const auto left = groups.remove(first, "$share/g/t");
  CHECK(left.was_member);
  CHECK(left.last_left == nullptr);
  CHECK_FALSE(groups.remove(first, "$share/g/t").was_member);
  const auto last = groups.remove(second, "$share/g/t");
  REQUIRE(last.last_left != nullptr);
  CHECK(last.last_left->shared_filter == "$share/g/t");
  CHECK(groups.size() == 0);
}

}  // namespace eg::broker
