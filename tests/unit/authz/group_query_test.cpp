#include "authz/group_query.hpp"

#include "tests/support/catch.hpp"

using namespace eg::authz;

TEST_CASE("a group query holds clients by name and attributes") {
  // Given the sample query of the service's documentation
  const auto query = GroupQuery::parse(
      "attributes.sensors IN [\"motion\", \"humidity\"] and attributes.floor <= 5 or "
      "authenticationName = 'master'");
  REQUIRE(query.has_value());
  // Then its members are these
  const Attributes fits{{"sensors", std::vector<std::string>{"noise", "motion"}}, {"floor", std::int64_t{3}}};
  const Attributes too_high{{"sensors", std::vector<std::string>{"motion"}}, {"floor", std::int64_t{6}}};
  CHECK(query->contains("client", fits));
  CHECK_FALSE(query->contains("client", too_high));
  CHECK_FALSE(query->contains("client", {}));
  CHECK(query->contains("master", {}));
  CHECK_FALSE(query->contains("Master", {}));
}

TEST_CASE("a copy of a query outlives the original") {
  auto original = GroupQuery::parse("attributes.a = 1");
  REQUIRE(original.has_value());
  const GroupQuery copy = *original;
  original = GroupQuery::parse("attributes.a = 2");
  CHECK(copy.contains("x", {{"a", std::int64_t{1}}}));
}

TEST_CASE("the query of $all is no user's query") {
  CHECK(GroupQuery::parse("true").error().message.find("$all") != std::string::npos);
}
