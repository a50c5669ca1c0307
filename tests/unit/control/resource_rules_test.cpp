#include "server/control/resource_rules.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("the grammars of authz say what is wrong and where") {
  const arm::TextRules rules = control::text_rules(test::control_settings());
  CHECK_FALSE(rules.topic_template("a/+/#").has_value());
  CHECK(rules.topic_template("a/#/b")->starts_with("column 3:"));
  CHECK(rules.topic_template("\xC3\xA4/#/b")->starts_with("column 3:"));
  CHECK_FALSE(rules.group_query("attributes.a = 1").has_value());
  CHECK(rules.group_query("true").has_value());
  CHECK(rules.group_query("attributes.a = '\xC3\xA4' x")->starts_with("column 20:"));
  CHECK_FALSE(rules.ca_certificate("CERTIFICATE root").has_value());
  CHECK(*rules.ca_certificate("nonsense") == "This is no certificate.");
  CHECK(control::text_rules({}).ca_certificate("CERTIFICATE root").has_value());
}

TEST_CASE("a client may keep its own authentication name but not take another's") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  harness.send("PUT $NS/clients/c1", R"({"properties":{"authenticationName":"One"}})");
  CHECK(
      harness.send("PUT $NS/clients/C1", R"({"properties":{"authenticationName":"One"}})").response.status ==
      200);
  CHECK(harness.send("PUT $NS/clients/one", "{}").response.status == 409);
  SECTION("another namespace has names of its own") {
    harness.send("PUT $NS-b", R"({"location":"eastus"})");
    CHECK(harness.send("PUT $NS-b/clients/one", "{}").response.status == 200);
  }
  SECTION("a deleted client's name is free") {
    harness.send("DELETE $NS/clients/c1");
    CHECK(harness.send("PUT $NS/clients/one", "{}").response.status == 200);
  }
}

TEST_CASE("counts: 50 namespaces per subscription, 100 bindings per namespace") {
  test::ControlHarness harness;
  for (int number = 10; number < 60; ++number) {
    REQUIRE(harness.send("PUT $NS-" + std::to_string(number), R"({"location":"eastus"})").response.status ==
            201);
  }
  const auto refused = harness.send("PUT $NS-99", R"({"location":"eastus"})");
  CHECK(refused.response.status == 409);
  CHECK(refused.response.body.find("50") != std::string::npos);
  harness.send("PUT $NS-10/topicSpaces/space1", R"({"properties":{"topicTemplates":["a"]}})");
  const std::string binding =
      R"({"properties":{"clientGroupName":"$all","topicSpaceName":"space1","permission":"Publisher"}})";
  for (int number = 100; number < 200; ++number) {
    REQUIRE(
        harness.send("PUT $NS-10/permissionBindings/b" + std::to_string(number), binding).response.status ==
        200);
  }
  CHECK(harness.send("PUT $NS-10/permissionBindings/b200", binding).response.status == 409);
}

TEST_CASE("a group's query decides who is in it as soon as it is answered") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  harness.send("PUT $NS/clients/c1", R"({"properties":{"attributes":{"floor":1}}})");
  const auto groups_after = [&harness](const std::string& line, const std::string& body) {
    const auto handled = harness.send(line, body);
    REQUIRE(handled.response.status == 200);
    REQUIRE(handled.changes.size() == 1);
    return handled.changes.front().policy->find("c1")->client_groups;
  };
  using Groups = std::vector<std::string>;
  CHECK(groups_after("PUT $NS/clientGroups/first", R"({"properties":{"query":"attributes.floor = 1"}})") ==
        Groups{"$all", "first"});
  CHECK(groups_after("PUT $NS/clients/c1", R"({"properties":{"attributes":{"floor":2}}})") == Groups{"$all"});
  CHECK(groups_after("PUT $NS/clientGroups/FIRST", R"({"properties":{"query":"attributes.floor = 2"}})") ==
        Groups{"$all", "FIRST"});
  CHECK(groups_after("DELETE $NS/clientGroups/first", "") == Groups{"$all"});
}
