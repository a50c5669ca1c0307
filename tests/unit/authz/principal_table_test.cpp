#include "authz/principal_table.hpp"

#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;

namespace {

using Plain = std::map<std::string, PrincipalPointer>;

Plain plain(const PrincipalTable& table) {
  Plain all;
  table.for_each([&all](const std::string& name, const PrincipalPointer& principal) {
    CHECK(all.emplace(name, principal).second);
  });
  return all;
}

}  // namespace

TEST_CASE("an empty table has nobody") {
  PrincipalTable table;
  CHECK(table.size() == 0);
  CHECK(table.find("a") == nullptr);
  CHECK_FALSE(table.erase("a"));
  CHECK(plain(table).empty());
}

TEST_CASE("random changes of copies leave every earlier copy as it was") {
  std::mt19937 random(7);
  PrincipalTable table;
  Plain model;
  std::vector<std::pair<PrincipalTable, Plain>> generations;
  for (int step = 0; step < 20'000; ++step) {
    const std::string name = "client-" + std::to_string(random() % 700);
    if (random() % 3 == 0) {
      CHECK(table.erase(name) == (model.erase(name) > 0));
    } else {
      const auto principal = std::make_shared<const Principal>();
      table.put(name, principal);
      model[name] = principal;
    }
    REQUIRE(table.size() == model.size());
    REQUIRE(table.find(name) == (model.contains(name) ? model[name] : nullptr));
    if (step % 2'000 == 0) generations.emplace_back(table, model);
  }
  for (const auto& [copy, expected] : generations) CHECK(plain(copy) == expected);
}
