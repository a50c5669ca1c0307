#include "server/control/paging.hpp"

#include <set>

#include <rapidjson/document.h>

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;
using namespace eg::control;

TEST_CASE("45 clients are walked in pages of 20 by following nextLink") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus"})");
  for (int number = 0; number < 45; ++number) {
    REQUIRE(harness.send("PUT $NS/clients/c" + std::to_string(number), "{}").response.status == 200);
  }
  std::vector<std::size_t> sizes;
  std::set<std::string> names;
  std::string link = "/$NS/clients";
  while (!link.empty() && sizes.size() < 10) {
    const auto response = harness.send("GET " + link).response;
    rapidjson::Document page;
    page.Parse(response.body.c_str());
    REQUIRE(response.status == 200);
    sizes.push_back(page["value"].Size());
    for (const auto& client : page["value"].GetArray()) {
      names.insert(client["name"].GetString());
    }
    const std::string next = page.HasMember("nextLink") ? page["nextLink"].GetString() : "";
    link = next.empty() ? "" : next.substr(std::string("https://localhost:8443").size());
  }
  CHECK(sizes == std::vector<std::size_t>{20, 20, 5});
  CHECK(names.size() == 45);
}

TEST_CASE("take_page leaves out what was shown and says where the next page begins") {
  std::vector<store::ResourceRow> rows;
  for (const char* key : {"a", "b", "c", "d"}) {
    rows.push_back({key, "", "", key, "", ""});
  }
  const RowsOfPage first = take_page(rows, {2, ""});
  CHECK(first.rows.size() == 2);
  CHECK(first.last_key == "b");
  const RowsOfPage second = take_page(rows, {2, "b"});
  CHECK(second.rows.front().key == "c");
  CHECK(second.last_key.empty());
}

TEST_CASE("a wrong $top is said back fit to be read") {
  test::ControlHarness harness;
  const auto response =
      harness.send("GET $SUB/providers/Microsoft.EventGrid/namespaces?$top=" + std::string(100, 'x') + "&b=1")
          .response;
  CHECK(response.status == 400);
  CHECK(response.body.find(std::string(64, 'x') + "...'") != std::string::npos);
  const auto control =
      harness.send("GET $SUB/providers/Microsoft.EventGrid/namespaces?$top=a%00%0Ab").response;
  CHECK(control.status == 400);
  CHECK(control.body.find("'a??b'") != std::string::npos);
}
