#include "authz/decide.hpp"

#include "authz/explain.hpp"
#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::client;

namespace {

std::string many_levels(std::size_t count) {
  std::string text = "1";
  for (std::size_t level = 2; level <= count; ++level) text += "/" + std::to_string(level);
  return text;
}

}  // namespace

TEST_CASE("publishing: malformed, limits, reserved, then the grants") {
  const auto everything = eg::authz_test::principal(client("c"), {"#"}, {});
  struct Row {
    std::string topic;
    Reason reason;
  };
  const Row rows[] = {{"a/b", Reason::allowed},
                      {"", Reason::topic_malformed},
                      {"a/+", Reason::topic_malformed},
                      {"a/#", Reason::topic_malformed},
                      {"$SYS/+", Reason::topic_malformed},
                      {"a\xFF", Reason::topic_malformed},
                      {many_levels(15), Reason::allowed},
                      {many_levels(16), Reason::topic_limit_exceeded},
                      {std::string(256, 't'), Reason::allowed},
                      {std::string(257, 't'), Reason::topic_limit_exceeded},
                      {"$" + many_levels(16), Reason::topic_limit_exceeded},
                      {"$SYS/a", Reason::topic_reserved},
                      {"$share/g/a", Reason::topic_reserved}};
  for (const Row& row : rows) {
    INFO(row.topic);
    const Decision decision = decide_publish(*everything, row.topic);
    CHECK(decision.reason == row.reason);
    CHECK(decision.allowed == (row.reason == Reason::allowed));
    CHECK((decision.grant != nullptr) == decision.allowed);
  }
}

TEST_CASE("subscribing: shared in 3.1.1, malformed, limits, reserved, then the grants") {
  // broker-behaviour 6.6, 6.7
  const auto everything = eg::authz_test::principal(client("c"), {}, {"#"});
  struct Row {
    std::string filter;
    bool version_311;
    Reason reason;
  };
  const Row rows[] = {{"a/+/#", false, Reason::allowed},
                      {"a/+/#", true, Reason::allowed},
                      {"", false, Reason::topic_malformed},
                      {"a+", false, Reason::topic_malformed},
                      {"a/#/b", false, Reason::topic_malformed},
                      {"$share/g/a/#", false, Reason::allowed},
                      {"$share/g/a/#", true, Reason::shared_subscription_in_v311},
                      {"$share/g", true, Reason::shared_subscription_in_v311},
                      {"$share/g", false, Reason::topic_malformed},
                      {"$share//a", false, Reason::topic_malformed},
                      {"$share/g+/a", false, Reason::topic_malformed},
                      {"$share/g/", false, Reason::topic_malformed},
                      {"$share/g/a+", false, Reason::topic_malformed},
                      {"$share/g/$SYS/a", false, Reason::topic_reserved},
                      {"$SYS/#", false, Reason::topic_reserved},
                      {"$shared/g/a", false, Reason::topic_reserved},
                      {"$share", false, Reason::topic_reserved},
                      {many_levels(15), false, Reason::allowed},
                      {many_levels(16), false, Reason::topic_limit_exceeded},
                      {"$share/g/" + many_levels(15), false, Reason::allowed},
                      {"$share/g/" + many_levels(16), false, Reason::topic_limit_exceeded},
                      {"$share/g/" + std::string(256, 't'), false, Reason::allowed}};
  for (const Row& row : rows) {
    INFO(row.filter << " 3.1.1: " << row.version_311);
    const Decision decision = decide_subscribe(*everything, row.filter, row.version_311);
    CHECK(decision.reason == row.reason);
    CHECK(decision.allowed == (row.reason == Reason::allowed));
  }
}

TEST_CASE("a refusal tells a missing binding from templates that do not cover") {
  const auto publisher = eg::authz_test::principal(client("c"), {"a/${client.attributes.missing}"}, {});
  CHECK(decide_publish(*publisher, "a/b").reason == Reason::no_topic_space_matches);
  CHECK(decide_subscribe(*publisher, "a/b", false).reason == Reason::no_permission_binding);
}

TEST_CASE("one template alone must cover a filter, and the one that does is reported") {
  const auto principal = eg::authz_test::principal(client("c"), {}, {"a/b", "a/c", "d/#"});
  CHECK_FALSE(decide_subscribe(*principal, "a/+", false).allowed);
  const Decision decision = decide_subscribe(*principal, "d/+/e", false);
  REQUIRE(decision.grant != nullptr);
  CHECK(decision.grant->topic_template_text() == "d/#");
}

TEST_CASE("limits lifted: any size that MQTT allows, as deep as the emulator can bear") {
  const auto policy = eg::authz_test::policy_of(client("c"), {"#"}, {"#"});
  const auto everything = policy->find("c");
  const struct {
    std::string topic;
    Reason reason;
  } rows[] = {{many_levels(16), Reason::allowed},
              {std::string(65'535, 't'), Reason::allowed},
              {std::string(65'536, 't'), Reason::topic_malformed},
              {many_levels(lifted_levels_max), Reason::allowed},
              {many_levels(lifted_levels_max + 1), Reason::topic_limit_exceeded}};
  for (const auto& row : rows) {
    INFO(row.topic.size());
    const Decision publish = decide_publish(*everything, row.topic, TopicLimits::lifted);
    CHECK(publish.reason == row.reason);
    CHECK(decide_subscribe(*everything, row.topic, false, TopicLimits::lifted).reason == row.reason);
    if (publish.reason != Reason::topic_limit_exceeded) continue;
    const std::string sentence = explain(*policy, *everything, Permission::publisher, row.topic, publish);
    CHECK(sentence.find("more than 1000 levels") != std::string::npos);
  }
}
