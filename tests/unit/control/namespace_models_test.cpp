#include "server/control/namespace_models.hpp"

#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/catch.hpp"

using namespace eg;
using namespace eg::control;

namespace {

const std::string key = "/subscriptions/s/resourcegroups/g/providers/microsoft.eventgrid/namespaces/ns1";
constexpr const char* client_json = R"({"properties":{"authenticationName":"a","state":"Enabled"}})";

}  // namespace

TEST_CASE("policies follow the writes and generations count up") {
  const Settings settings;
  NamespaceModels models(settings);
  std::vector<PolicyChange> changes;
  const auto client = arm::parse_json(client_json).value();
  models.put_namespace(key, "ns1", arm::parse_json("{}").value(), changes);
  models.put_child(key, arm::clients, "c1", client, changes);
  REQUIRE(changes.size() == 2);
  CHECK(changes[1].policy->client_count() == 1);
  CHECK(changes[1].policy->generation() > changes[0].policy->generation());
  SECTION("the same again is no change") {
    models.put_child(key, arm::clients, "c1", client, changes);
    CHECK(changes.size() == 2);
  }
  SECTION("a write of the namespace keeps its children and their principals") {
    models.put_namespace(key, "ns1", arm::parse_json("{}").value(), changes);
    CHECK(changes.back().policy->find("a") == changes[1].policy->find("a"));
  }
  SECTION("erasing the child and the namespace") {
    models.erase_child(key, arm::clients, "c1", changes);
    CHECK(changes.back().policy->client_count() == 0);
    models.erase_below("/subscriptions/s/resourcegroups/g", changes);
    CHECK(changes.back().policy == nullptr);
    CHECK(models.find(key) == nullptr);
  }
}

TEST_CASE("erasing one group leaves the group whose name begins like it") {
  const Settings settings;
  NamespaceModels models(settings);
  std::vector<PolicyChange> changes;
  models.put_namespace("/subscriptions/s/resourcegroups/g/x", "n1", arm::parse_json("{}").value(), changes);
  models.put_namespace("/subscriptions/s/resourcegroups/g-2/x", "n2", arm::parse_json("{}").value(), changes);
  CHECK(models.count_below("/subscriptions/s") == 2);
  CHECK(models.count_below("/subscriptions/s/resourcegroups/g") == 1);
  models.erase_below("/subscriptions/s/resourcegroups/g", changes);
  CHECK(models.key_of_name("n1").empty());
  CHECK(models.key_of_name("N2") == "/subscriptions/s/resourcegroups/g-2/x");
}

TEST_CASE("everything stored is loaded; a document that cannot be read stops the start") {
  auto store = store::Store::open(":memory:").value();
  const auto put = [&store](const store::ResourceRow& row) {
    auto transaction = store.begin();
    REQUIRE(store.put(row).has_value());
    REQUIRE(transaction->commit().has_value());
  };
  put({key, "g", "namespaces", "ns1", "id", "{}"});
  put({key + "/clients/c1", key, "namespaces/clients", "c1", "id", client_json});
  const Settings settings;
  {
    NamespaceModels models(settings);
    const auto changes = models.load(store);
    REQUIRE(changes.has_value());
    REQUIRE(changes->size() == 1);
    CHECK(changes->front().policy->find("A") != nullptr);
  }
  put({key + "/clients/c2", key, "namespaces/clients", "c2", "the id", "{"});
  NamespaceModels models(settings);
  const auto changes = models.load(store);
  REQUIRE(changes.has_error());
  CHECK(changes.error().kind == store::StoreError::Kind::damaged);
  CHECK(changes.error().message.find("the id") != std::string::npos);
}
