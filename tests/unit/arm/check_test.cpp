// Whole bodies: all problems together, unwrapping, null, PATCH.
#include "protocol/arm/check.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

const test::CheckOptions patch = {.operation = WriteOperation::patch};

TEST_CASE("all problems of a body are reported together, in the order of the rows") {
  const auto checked =
      test::run_check(namespaces, R"({"sku":{"capacity":41},"properties":{"isZoneRedundant":"yes",
    "inboundIpRules":[{"ipMask":"x"}],"topicSpacesConfiguration":{"state":"On","maximumSessionExpiryInHours":9}}})");
  std::vector<std::string> targets;
  for (const Error& problem : checked.problems) targets.push_back(problem.target);
  CHECK(targets == std::vector<std::string>{"properties.topicSpacesConfiguration.state",
                                            "properties.topicSpacesConfiguration.maximumSessionExpiryInHours",
                                            "properties.isZoneRedundant",
                                            "properties.inboundIpRules[0].ipMask", "sku.capacity",
                                            "location"});
  CHECK(checked.problems.back().code == ErrorCode::location_required);
}

TEST_CASE("elements of a list are whole, in a PATCH too, and named by their place") {
  constexpr Field fields[] = {
      {.path = "rules", .type = FieldType::object_list, .limits = {0, 2}, .patchable = true},
      {.path = "rules[].ipMask", .required = true, .format = Format::ip_mask}};
  const Kind kind = {.type = "lists", .parent_type = {}, .name_rule = {}, .fields = fields, .quota = {}};
  CHECK(test::run_check(kind, R"({"rules":[{"ipMask":"10.0.0.0/8"}]})").accepted());
  for (const WriteOperation operation : {WriteOperation::put, WriteOperation::patch}) {
    const auto checked =
        test::run_check(kind, R"({"rules":[{"ipMask":"x"},{}]})", test::CheckOptions{.operation = operation});
    REQUIRE(checked.problems.size() == 2);
    CHECK(checked.problems[0].target == "rules[0].ipMask");
    CHECK(checked.problems[1].target == "rules[1].ipMask");
  }
  CHECK_FALSE(test::run_check(kind, R"({"rules":[{},{},{}]})").accepted());
}

TEST_CASE("values are said back shortened") {
  const std::string huge(5000, 'x');
  for (const std::string& body : {R"({"location":")" + huge + R"("})",
                                  R"({"location":"eastus","tags":{"a<)" + huge.substr(4600) + R"(":"b"}})",
                                  R"({"location":"eastus","sku":{"name":")" + huge + R"("}})"}) {
    const auto checked = test::run_check(namespaces, body);
    REQUIRE(checked.problems.size() == 1);
    CHECK(checked.problems[0].message.size() < 300);
    CHECK(checked.problems[0].target.size() < 100);
  }
}

TEST_CASE("a body that is no object is refused") {
  for (const char* body : {"[]", "7", "null", "\"x\""}) {
    auto document = test::json(body);
    CHECK(check(document, {clients, ApiVersion::v2025_02_15, WriteOperation::put, {}}).has_error());
  }
}

TEST_CASE("properties within properties are unwrapped only when they stand alone") {
  const auto wrapped = test::run_check(
      topic_spaces, R"({"location":"eastus","properties":{"properties":{"topicTemplates":["a"]}}})");
  REQUIRE(wrapped.accepted());
  CHECK(wrapped.warnings.size() == 1);
  CHECK(find_path(wrapped.body, "properties.topicTemplates") != nullptr);
  CHECK_FALSE(test::run_check(topic_spaces, R"({"properties":{"properties":{"topicTemplates":["a"]},"x":1}})")
                  .accepted());
}

TEST_CASE("null is absent in a PUT and removal in a PATCH") {
  const auto put = test::run_check(namespaces, R"({"location":null,"tags":null})");
  REQUIRE(put.problems.size() == 1);
  CHECK(put.problems[0].code == ErrorCode::location_required);
  const auto removal =
      test::run_check(namespaces, R"({"tags":null,"sku":null,"properties":{"inboundIpRules":null}})", patch);
  CHECK(removal.accepted());
  CHECK(find_member(removal.body, "tags") != nullptr);
  CHECK(find_member(removal.body, "sku") == nullptr);
  CHECK_FALSE(test::run_check(namespaces, R"({"location":null})", patch).accepted());
}

TEST_CASE("a PATCH needs no required members, but elements of lists do") {
  CHECK(test::run_check(namespaces, "{}", patch).accepted());
  CHECK(test::run_check(namespaces, R"({"sku":{"capacity":2}})", patch).accepted());
  CHECK_FALSE(test::run_check(namespaces, R"({"properties":{"inboundIpRules":[{}]}})", patch).accepted());
}

}  // namespace
}  // namespace eg::arm
