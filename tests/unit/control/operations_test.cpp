#include "server/control/operations.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"

using eg::control::Operation;
using eg::control::Operations;
using eg::store::Store;

namespace {

constexpr std::int64_t start = 1'000'000;

Operation operation(Operation::Action action, const char* key) {
  return {.guid = "guid-of-" + std::string(key),
          .action = action,
          .resource_key = key,
          .resource_id = key,
          .subscription = "s",
          .location = "eastus"};
}

void begin(Operations& operations, Store& store, Operation one, std::int64_t now = start) {
  REQUIRE(operations.put(store, one, now).has_value());
  operations.add(one);
}

void put_row(Store& store, const char* key) {
  REQUIRE(store.put({key, "parent", "kind", "name", key, "{}"}).has_value());
}

}  // namespace

TEST_CASE("an operation runs for its time and shows its state meanwhile") {
  auto store = Store::open(":memory:").value();
  Operations operations(2000);
  CHECK(operations.asynchronous());
  struct Case {
    Operation::Action action;
    const char* key;
    const char* state;
  };
  const Case cases[] = {{Operation::Action::creating, "/a", "Creating"},
                        {Operation::Action::updating, "/b", "Updating"},
                        {Operation::Action::deleting, "/c", "Deleting"},
                        {Operation::Action::regenerating_key, "/d", "Succeeded"}};
  for (const Case& each : cases) {
    begin(operations, store, operation(each.action, each.key));
    CHECK(Operations::provisioning_state(operations.running(each.key, start + 1999)) == each.state);
    CHECK(operations.running(each.key, start + 2000) == nullptr);
  }
  CHECK(Operations::provisioning_state(nullptr) == "Succeeded");
  CHECK(operations.find("GUID-OF-/A") != nullptr);
  CHECK(operations.find("guid-of-/x") == nullptr);
  CHECK_FALSE(Operations(0).asynchronous());
}

TEST_CASE("creation and deletion stand in the way of all below, other operations of the resource itself") {
  auto store = Store::open(":memory:").value();
  Operations operations(2000);
  begin(operations, store, operation(Operation::Action::creating, "/ns/a"));
  begin(operations, store, operation(Operation::Action::updating, "/ns/b"));
  CHECK(operations.blocking("/ns/a", start) != nullptr);
  CHECK(operations.blocking("/ns/a/clients/c", start) != nullptr);
  CHECK(operations.blocking("/ns/ab", start) == nullptr);
  CHECK(operations.blocking("/ns/b", start) != nullptr);
  CHECK(operations.blocking("/ns/b/clients/c", start) == nullptr);
  CHECK(operations.blocking("/ns/a/clients/c", start + 2000) == nullptr);
}

TEST_CASE("a deleted row goes at the end, once: what is made anew stays") {
  auto store = Store::open(":memory:").value();
  Operations operations(2000);
  put_row(store, "/a");
  put_row(store, "/a/below");
  begin(operations, store, operation(Operation::Action::deleting, "/a"));
  REQUIRE(operations.settle(store, start + 1999).has_value());
  CHECK(store.get("/a").value().has_value());
  REQUIRE(operations.settle(store, start + 2000).has_value());
  CHECK_FALSE(store.get("/a").value().has_value());
  CHECK_FALSE(store.get("/a/below").value().has_value());
  put_row(store, "/a");
  REQUIRE(operations.settle(store, start + 3000).has_value());
  CHECK(store.get("/a").value().has_value());
}

TEST_CASE("a clock that is put back lets an operation run for its time once more, and no longer") {
  auto store = Store::open(":memory:").value();
  Operations operations(2000);
  put_row(store, "/c");
  begin(operations, store, operation(Operation::Action::deleting, "/c"));
  constexpr std::int64_t hour = 3'600'000;
  REQUIRE(operations.settle(store, start - hour).has_value());
  CHECK(operations.running("/c", start - hour) != nullptr);
  CHECK(operations.running("/c", start - hour + 2000) == nullptr);
  REQUIRE(operations.settle(store, start - hour + 2000).has_value());
  CHECK_FALSE(store.get("/c")->has_value());
}

TEST_CASE("a restart ends what ran, and polls are still answered") {
  const eg::test::StoreDirectory directory;
  {
    auto store = Store::open(directory.file()).value();
    Operations operations(60'000);
    put_row(store, "/a");
    begin(operations, store, operation(Operation::Action::deleting, "/a"));
    begin(operations, store, operation(Operation::Action::creating, "/b"));
  }
  auto store = Store::open(directory.file()).value();
  Operations operations(0);
  REQUIRE(operations.load(store, start + 10).has_value());
  CHECK_FALSE(store.get("/a").value().has_value());
  for (const char* guid : {"guid-of-/a", "guid-of-/b"}) {
    REQUIRE(operations.find(guid) != nullptr);
    CHECK_FALSE(operations.find(guid)->runs_at(start + 10));
  }
  CHECK(operations.find("guid-of-/a")->action == Operation::Action::deleting);
}

TEST_CASE("an operation is forgotten an hour after its end, when the next one begins") {
  auto store = Store::open(":memory:").value();
  Operations operations(2000);
  begin(operations, store, operation(Operation::Action::creating, "/a"));
  begin(operations, store, operation(Operation::Action::creating, "/b"), start + 3'600'000);
  CHECK(operations.find("guid-of-/a") != nullptr);
  begin(operations, store, operation(Operation::Action::creating, "/c"), start + 3'602'001);
  CHECK(operations.find("guid-of-/a") == nullptr);
  CHECK(operations.find("guid-of-/b") != nullptr);
}
