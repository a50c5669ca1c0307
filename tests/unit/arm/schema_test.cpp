// Paths of rows, verbs and the name rule (arm-contract 4).
#include "protocol/arm/schema.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("a row's path is parent and member") {
  struct Case {
    const char* path;
    const char* parent;
    const char* member;
  };
  const Case cases[] = {{"location", "", "location"},
                        {"sku.capacity", "sku", "capacity"},
                        {"properties.list[].x", "properties.list[]", "x"},
                        {"properties.a.b", "properties.a", "b"}};
  for (const Case& one : cases) {
    const Field field{.path = one.path};
    CHECK(parent_path(field) == one.parent);
    CHECK(member_name(field) == one.member);
  }
}

TEST_CASE("names of three to fifty letters, digits and hyphens") {
  CHECK(check_name(namespaces, "abc").has_value());
  CHECK(check_name(namespaces, std::string(50, '-')).has_value());
  for (const std::string& name : {std::string("ab"), std::string(51, 'a'), std::string("a_b"),
                                  std::string("$all"), std::string("\xC3\xA4\xC3\xB6\xC3\xBC")}) {
    INFO(name);
    const auto outcome = check_name(namespaces, name);
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().code == ErrorCode::invalid_resource_name);
    CHECK(outcome.error().message.find("3 to 50 characters") != std::string::npos);
  }
}

TEST_CASE("a kind knows its verbs and its full type") {
  CHECK(contains(namespaces.verbs, Verb::patch));
  CHECK_FALSE(contains(clients.verbs, Verb::patch));
  CHECK(full_type(topic_spaces) == "Microsoft.EventGrid/namespaces/topicSpaces");
  CHECK(find_field(clients, "properties.state") != nullptr);
  CHECK(find_field(clients, "properties.State") == nullptr);
}

}  // namespace
}  // namespace eg::arm
