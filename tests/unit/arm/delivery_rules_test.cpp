// What belongs to a delivery mode, an endpoint type and an operator.
#include "protocol/arm/delivery_rules.hpp"

#include <string>

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

const test::CheckOptions newest = {.version = ApiVersion::v2025_04_01_preview};
const std::string some_id =
    R"("/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/A.B/c/d")";

std::string filter(const std::string& members) {
  return R"({"properties":{"filtersConfiguration":{"filters":[{"key":"k",)" + members + "}]}}}";
}
std::string push_to(const std::string& type, const std::string& properties) {
  return R"({"properties":{"deliveryConfiguration":{"deliveryMode":"Push","push":{"destination":{"endpointType":")" +
         type + R"(","properties":{)" + properties + "}}}}}}";
}
rapidjson::Document stored_of(const std::string& text) {
  const auto checked = test::run_check(event_subscriptions, text, newest);
  REQUIRE(checked.accepted());
  auto merged = merge({event_subscriptions, newest.version, WriteOperation::put, "s", checked.body, nullptr});
  REQUIRE(merged.has_value());
  return *std::move(merged);
}

TEST_CASE("each operator wants its operands") {
  struct Case {
    const char* operator_type;
    const char* good;
    const char* bad;
  };
  const Case cases[] = {
      {"NumberIn", R"("values":[1,2.5])", R"("values":["1"])"},
      {"NumberNotIn", R"("values":[1])", R"("values":[])"},
      {"NumberLessThan", R"("value":1.5)", R"("value":"1")"},
      {"NumberGreaterThan", R"("value":1)", R"("values":[1])"},
      {"NumberLessThanOrEquals", R"("value":-1)", R"("value":[1])"},
      {"NumberGreaterThanOrEquals", R"("value":1)", R"("value":true)"},
      {"NumberInRange", R"("values":[[1,2],[3,3]])", R"("values":[[2,1]])"},
      {"NumberNotInRange", R"("values":[[1,2]])", R"("values":[1,2])"},
      {"BoolEquals", R"("value":true)", R"("value":"true")"},
      {"StringIn", R"("values":["a"])", R"("values":"a")"},
      {"StringNotIn", R"("values":["a"])", R"("value":"a")"},
      {"StringBeginsWith", R"("values":["a"])", R"("values":[1])"},
      {"StringEndsWith", R"("values":["a"])", R"("values":[])"},
      {"StringContains", R"("values":["a"])", R"("values":[null])"},
      {"StringNotBeginsWith", R"("values":["a"])", R"("values":null)"},
      {"StringNotEndsWith", R"("values":["a"])", R"("values":{})"},
      {"StringNotContains", R"("values":["a"])", R"("values":[["a"]])"},
  };
  for (const Case& one : cases) {
    const std::string type = R"("operatorType":")" + std::string(one.operator_type) + "\",";
    INFO(type);
    CHECK(test::run_check(event_subscriptions, filter(type + one.good), newest).accepted());
    const auto refused = test::run_check(event_subscriptions, filter(type + one.bad), newest);
    REQUIRE(refused.problems.size() == 1);
    CHECK(refused.problems[0].target.starts_with("properties.filtersConfiguration.filters[0].value"));
  }
  for (const char* type : {"IsNullOrUndefined", "IsNotNull"}) {
    CHECK(
        test::run_check(event_subscriptions, filter(R"("operatorType":")" + std::string(type) + "\""), newest)
            .accepted());
  }
}

TEST_CASE("at most 25 operands") {
  std::string values = "0";
  for (int i = 1; i < 25; ++i) values += "," + std::to_string(i);
  const std::string head = R"("operatorType":"NumberIn","values":[)";
  CHECK(test::run_check(event_subscriptions, filter(head + values + "]"), newest).accepted());
  CHECK_FALSE(test::run_check(event_subscriptions, filter(head + values + ",25]"), newest).accepted());
}

TEST_CASE("the operand that an operator does not have is not stored") {
  const auto stored = stored_of(filter(R"("operatorType":"BoolEquals","value":true,"values":[1])"));
  CHECK(write_json(*find_path(stored, "properties.filtersConfiguration.filters")) ==
        R"([{"operatorType":"BoolEquals","key":"k","value":true}])");
}

TEST_CASE("each endpoint type needs its members") {
  const std::string id = R"("resourceId":)" + some_id;
  const std::pair<std::string, std::string> cases[] = {
      {"WebHook", R"("endpointUrl":"https://a.example/x")"},
      {"EventHub", id},
      {"StorageQueue", id + R"(,"queueName":"queue")"},
      {"HybridConnection", id},
      {"ServiceBusQueue", id},
      {"ServiceBusTopic", id},
      {"AzureFunction", id},
      {"MonitorAlert", R"("severity":"Sev0")"},
      {"NamespaceTopic", id},
      {"PartnerDestination", id},
  };
  for (const auto& [type, properties] : cases) {
    INFO(type);
    CHECK(test::run_check(event_subscriptions, push_to(type, properties), newest).accepted());
    CHECK_FALSE(
        test::run_check(event_subscriptions, push_to(type, R"("deliveryAttributeMappings":[])"), newest)
            .accepted());
  }
}

TEST_CASE("members of another endpoint type and their defaults are not stored") {
  const auto stored =
      stored_of(push_to("StorageQueue", R"("queueName":"queue","severity":"Sev1","resourceId":)" + some_id));
  const rapidjson::Value* properties =
      find_path(stored, "properties.deliveryConfiguration.push.destination.properties");
  REQUIRE(properties != nullptr);
  CHECK(properties->MemberCount() == 2);
  CHECK(find_path(stored, "properties.deliveryConfiguration.queue") == nullptr);
}

TEST_CASE("delivery attributes are static or dynamic") {
  const auto with = [](const std::string& mapping) {
    return push_to("EventHub", R"("resourceId":)" + some_id +
                                   R"(,"deliveryAttributeMappings":[{"name":"a",)" + mapping + "}]");
  };
  CHECK(test::run_check(event_subscriptions, with(R"("type":"Static","properties":{"value":"x"})"), newest)
            .accepted());
  CHECK_FALSE(
      test::run_check(event_subscriptions, with(R"("type":"Dynamic","properties":{"value":"x"})"), newest)
          .accepted());
  const auto stored =
      stored_of(with(R"("type":"Dynamic","properties":{"sourceField":"data.x","isSecret":true})"));
  const rapidjson::Value* list = find_path(
      stored, "properties.deliveryConfiguration.push.destination.properties.deliveryAttributeMappings");
  REQUIRE(list != nullptr);
  CHECK(write_json(*list) == R"([{"name":"a","type":"Dynamic","properties":{"sourceField":"data.x"}}])");
}

TEST_CASE("Push needs one destination, Queue none") {
  const auto mode = [](const std::string& rest) {
    return R"({"properties":{"deliveryConfiguration":{"deliveryMode":"Push")" + rest + "}}}";
  };
  const std::string destination =
      R"("destination":{"endpointType":"WebHook","properties":{"endpointUrl":"https://a.example/x"}})";
  for (const std::string& bad :
       {std::string(), std::string(R"(,"push":{})"),
        R"(,"push":{)" + destination + R"(,"deliveryWithResourceIdentity":{)" + destination + "}}"}) {
    INFO(bad);
    const auto refused = test::run_check(event_subscriptions, mode(bad), newest);
    REQUIRE(refused.problems.size() == 1);
    CHECK(refused.problems[0].target == "properties.deliveryConfiguration.push");
  }
  CHECK(test::run_check(event_subscriptions, mode(R"(,"push":{)" + destination + "}"), newest).accepted());
}

TEST_CASE("a PATCH to the other mode leaves nothing of the first behind") {
  const auto stored = stored_of(push_to("WebHook", R"("endpointUrl":"https://a.example/x")"));
  const auto patch = [&stored](const std::string& text) {
    const auto checked = test::run_check(event_subscriptions, text,
                                         {.version = newest.version, .operation = WriteOperation::patch});
    REQUIRE(checked.accepted());
    return merge({event_subscriptions, newest.version, WriteOperation::patch, "s", checked.body, &stored});
  };
  const auto queue = patch(R"({"properties":{"deliveryConfiguration":{"deliveryMode":"Queue"}}})");
  REQUIRE(queue.has_value());
  CHECK(find_path(*queue, "properties.deliveryConfiguration.push") == nullptr);
  CHECK(find_path(*queue, "properties.deliveryConfiguration.queue") != nullptr);
  CHECK(
      patch(
          R"({"properties":{"deliveryConfiguration":{"push":{"destination":{"endpointType":"EventHub"}}}}})")
          .has_error());
}

}  // namespace
}  // namespace eg::arm
