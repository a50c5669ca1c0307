#include "store/store.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg::store;

namespace {

const std::string group_key = "/subscriptions/s/resourcegroups/g";

ResourceRow row(const std::string& parent_key, const std::string& kind, const std::string& name,
                const std::string& document = "{}") {
  return {parent_key + "/" + kind + "/" + name, parent_key, kind, name, "ID of " + name, document};
}

void put(Store& store, const ResourceRow& added) {
  auto transaction = *store.begin();
  REQUIRE(store.put(added).has_value());
  REQUIRE(transaction.commit().has_value());
}

std::vector<std::string> names(const std::vector<ResourceRow>& rows) {
  std::vector<std::string> found;
  for (const ResourceRow& one : rows) {
    found.push_back(one.name);
  }
  return found;
}

/// Opens the database in a child process, tells the parent, and waits to be ended.
pid_t child_with_open_store(const std::string& path, bool with_row) {
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    auto store = Store::open(path);
    bool good = store.has_value();
    if (good && with_row) {
      auto transaction = store->begin();
      good = transaction.has_value() && store->put(row(group_key, "namespaces", "survivor")).has_value() &&
             transaction->commit().has_value();
    }
    const char answer = good ? 'y' : 'n';
    static_cast<void>(!write(ready[1], &answer, 1));
    for (;;) {
      pause();
    }
  }
  char answer = 0;
  REQUIRE(read(ready[0], &answer, 1) == 1);
  close(ready[0]);
  close(ready[1]);
  REQUIRE(answer == 'y');
  return child;
}

void kill_and_wait(pid_t child) {
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

}  // namespace

TEST_CASE("a row that was put is found again, also after the file is opened again") {
  const eg::test::StoreDirectory directory;
  {
    auto store = *Store::open(directory.file());
    put(store, row(group_key, "namespaces", "one", "{\"a\":1}"));
  }
  auto store = *Store::open(directory.file());
  const auto found = *store.get(group_key + "/namespaces/one");
  REQUIRE(found.has_value());
  CHECK(found->id == "ID of one");
  CHECK(found->kind == "namespaces");
  CHECK(found->parent_key == group_key);
  CHECK(found->document == "{\"a\":1}");
  CHECK_FALSE(store.get(group_key + "/namespaces/two")->has_value());
  CHECK(*store.contains(group_key + "/namespaces/one"));
  CHECK_FALSE(*store.contains(group_key + "/namespaces/two"));
}

TEST_CASE("put replaces the row of that key") {
  auto store = *Store::open(":memory:");
  put(store, row(group_key, "namespaces", "one", "{\"a\":1}"));
  put(store, row(group_key, "namespaces", "one", "{\"a\":2}"));
  CHECK(store.get(group_key + "/namespaces/one")->value().document == "{\"a\":2}");
  CHECK(*store.count(group_key, "namespaces") == 1);
}

TEST_CASE("erase takes the row and everything below it, and nothing that only begins like it") {
  auto store = *Store::open(":memory:");
  const std::string space = group_key + "/namespaces/one";
  put(store, row(group_key, "namespaces", "one"));
  put(store, row(space, "clients", "c"));
  put(store, row(space + "/clients/c", "deeper", "d"));
  put(store, row(group_key, "namespaces", "one-more"));
  put(store, row(group_key, "namespaces", "one.more"));
  put(store, row(group_key, "namespaces", "one0"));
  CHECK(*store.erase(space));
  CHECK_FALSE(*store.erase(space));
  CHECK(store.all_of_kind("clients")->empty());
  CHECK(store.all_of_kind("deeper")->empty());
  CHECK(names(*store.all_of_kind("namespaces")) == std::vector<std::string>{"one-more", "one.more", "one0"});
}

TEST_CASE("lists are pages ordered by name, of one parent and one kind") {
  auto store = *Store::open(":memory:");
  const std::string space = group_key + "/namespaces/one";
  for (const char* name : {"e", "b", "d", "a", "c"}) {
    put(store, row(space, "clients", name));
  }
  put(store, row(space, "topicspaces", "x"));
  put(store, row(group_key + "/namespaces/two", "clients", "y"));
  struct Case {
    std::string after;
    std::size_t limit;
    std::vector<std::string> expected;
  };
  const Case cases[] = {
      {"", 0, {"a", "b", "c", "d", "e"}},
      {"", 2, {"a", "b"}},
      {"b", 2, {"c", "d"}},
      {"d", 2, {"e"}},
      {"e", 2, {}},
  };
  for (const Case& given : cases) {
    const std::string after = given.after.empty() ? "" : space + "/clients/" + given.after;
    CHECK(names(*store.list({space, "clients", after, given.limit})) == given.expected);
  }
  CHECK(*store.count(space, "clients") == 5);
  CHECK(*store.count(space, "permissionbindings") == 0);
}

TEST_CASE("what is not committed is not there") {
  auto store = *Store::open(":memory:");
  {
    auto transaction = *store.begin();
    REQUIRE(store.put(row(group_key, "namespaces", "one")).has_value());
    CHECK(store.get(group_key + "/namespaces/one")->has_value());
  }
  CHECK_FALSE(store.get(group_key + "/namespaces/one")->has_value());
  CHECK(store.begin().has_value());
}

TEST_CASE("a second process is refused quickly with a sentence, and kill -9 leaves no lock") {
  const eg::test::StoreDirectory directory;
  const pid_t child = child_with_open_store(directory.file(), true);
  const auto refused = Store::open(directory.file());
  kill_and_wait(child);
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == StoreError::Kind::in_use);
  CHECK(refused.error().message.find("another process") != std::string::npos);

  auto store = Store::open(directory.file());
  REQUIRE(store.has_value());
  CHECK(store->get(group_key + "/namespaces/survivor")->has_value());
}

TEST_CASE("a second process is refused by one that has written nothing yet") {
  const eg::test::StoreDirectory directory;
  { REQUIRE(Store::open(directory.file()).has_value()); }
  const pid_t child = child_with_open_store(directory.file(), false);
  const auto refused = Store::open(directory.file());
  kill_and_wait(child);
  REQUIRE(refused.has_error());
  CHECK(refused.error().kind == StoreError::Kind::in_use);
}

TEST_CASE("a truncated or overwritten file is damaged, not empty") {
  const eg::test::StoreDirectory directory;
  {
    auto store = *Store::open(directory.file());
    for (int number = 0; number < 200; ++number) {
      put(store, row(group_key, "namespaces", "n" + std::to_string(number), std::string(400, 'x')));
    }
  }
  {
    std::fstream file(directory.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    const std::string noise(8192, '\x5A');
    file.write(noise.data(), static_cast<std::streamsize>(noise.size()));
  }
  auto store = Store::open(directory.file());
  if (store.has_error()) {
    CHECK(store.error().kind == StoreError::Kind::damaged);
  } else {
    const auto rows = store->all_of_kind("namespaces");
    REQUIRE(rows.has_error());
    CHECK(rows.error().kind == StoreError::Kind::damaged);
  }
}

TEST_CASE("a store can be moved") {
  auto first = *Store::open(":memory:");
  put(first, row(group_key, "namespaces", "one"));
  Store second = std::move(first);
  CHECK(second.get(group_key + "/namespaces/one")->has_value());
}
