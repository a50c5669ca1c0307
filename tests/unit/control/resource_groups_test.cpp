#include "server/control/resource_groups.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("group names") {
  test::ControlHarness harness;
  for (const char* name : {"a", "A_b-(c).d", "gr%C3%BC"}) {
    INFO(name);
    CHECK(harness.send("PUT $SUB/resourcegroups/" + std::string(name), R"({"location":"eastus"})")
              .response.status == 201);
  }
  for (const std::string& name : {std::string("a."), std::string("a%20b"), std::string(91, 'a')}) {
    INFO(name);
    CHECK(harness.send("PUT $SUB/resourcegroups/" + name, R"({"location":"eastus"})").response.status == 400);
  }
}

TEST_CASE("a group's name has up to 90 characters of any script") {
  test::ControlHarness harness;
  std::string name;
  for (int count = 0; count < 90; ++count) {
    name += "%C3%BC";
  }
  const std::string body = R"({"location":"eastus"})";
  CHECK(harness.send("PUT $SUB/resourcegroups/" + name, body).response.status == 201);
  CHECK(harness.send("PUT $SUB/resourcegroups/" + name + "a", body).response.status == 400);
}

TEST_CASE("a group's members are checked as those of resources") {
  test::ControlHarness harness;
  const std::string many_tags = [] {
    std::string tags;
    for (int number = 0; number <= 50; ++number) {
      tags += (number == 0 ? "\"t" : ",\"t") + std::to_string(number) + "\":\"v\"";
    }
    return R"({"location":"eastus","tags":{)" + tags + "}}";
  }();
  const std::pair<std::string, const char*> refused[] = {
      {R"({"location":5})", "InvalidRequestContent"},
      {R"({"location":"east/us"})", "InvalidRequest"},
      {R"({"location":"eastus","managedBy":{}})", "InvalidRequestContent"},
      {R"({"location":"eastus","tags":{"a?":"b"}})", "InvalidRequest"},
      {many_tags, "InvalidRequest"},
      {"[]", "InvalidRequestContent"}};
  for (const auto& [body, code] : refused) {
    INFO(body);
    const auto response = harness.send("PUT $SUB/resourcegroups/g1", body).response;
    CHECK(response.status == 400);
    CHECK(response.body.find(std::string("\"code\":\"") + code + "\"") != std::string::npos);
  }
  CHECK(harness.send("PATCH $RG", R"({"managedBy":7})").response.status == 400);
  CHECK(harness.send("PATCH $RG", R"({"managedBy":"me"})").response.body.find(R"("managedBy":"me")") !=
        std::string::npos);
}

TEST_CASE("deleting a group deletes its namespaces and no others") {
  test::ControlHarness harness;
  harness.send("PUT $SUB/resourcegroups/emulator-2", R"({"location":"eastus"})");
  harness.send("PUT $NS", R"({"location":"eastus"})");
  harness.send("PUT $SUB/resourceGroups/emulator-2/providers/Microsoft.EventGrid/namespaces/ns2",
               R"({"location":"eastus"})");
  const auto handled = harness.send("DELETE $RG");
  REQUIRE(handled.changes.size() == 1);
  CHECK(handled.changes[0].namespace_name == "ns1");
  CHECK(handled.changes[0].policy == nullptr);
  CHECK(harness.send("GET $SUB/resourceGroups/emulator-2/providers/Microsoft.EventGrid/namespaces/ns2")
            .response.status == 200);
  CHECK(harness.send("GET $NS").response.status == 404);
}

TEST_CASE("a stored group that cannot be read is an error of the list, not left out of it") {
  store::Store store = store::Store::open(":memory:").value();
  store::ResourceRow row = control::default_resource_group();
  row.key += "-2";
  row.document = "{";
  REQUIRE(store.put(row).has_value());
  control::ControlPlane plane(test::control_settings(), std::move(store));
  REQUIRE(plane.start(0).has_value());
  const auto handled =
      plane.handle({"GET",
                    row.parent_key + "/resourcegroups?api-version=2021-04-01&$filter=tagName%20eq%20%27a%27",
                    {{"Host", "localhost"}, {"Authorization", "Bearer any"}},
                    ""},
                   0);
  CHECK(handled.response.status == 500);
}
