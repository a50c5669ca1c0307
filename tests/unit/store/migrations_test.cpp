#include "store/migrations.hpp"

#include <fstream>

#include "store/snapshots.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg::store;

namespace {

Database database_with(const std::string& path, const char* sql) {
  auto database = *Database::open(path);
  REQUIRE(database.execute(sql).has_value());
  return database;
}

}  // namespace

TEST_CASE("an empty file gets the schema and its marks") {
  const eg::test::StoreDirectory directory;
  auto database = *Database::open(directory.file());
  REQUIRE(configure(database).has_value());
  REQUIRE(migrate(database).has_value());
  CHECK(*database.integer("PRAGMA user_version") == schema_version);
  CHECK(*database.integer("PRAGMA application_id") == application_id);
  CHECK(*database.integer("SELECT count(*) FROM resources") == 0);
  SECTION("a second time changes nothing") {
    REQUIRE(migrate(database).has_value());
    CHECK(*database.integer("PRAGMA user_version") == schema_version);
  }
}

TEST_CASE("an answered write must survive: WAL, synchronous FULL, locked for this process") {
  const eg::test::StoreDirectory directory;
  auto database = *Database::open(directory.file());
  REQUIRE(configure(database).has_value());
  CHECK(*database.integer("PRAGMA synchronous") == 2);
  auto mode = *Statement::prepare(database, "PRAGMA journal_mode");
  REQUIRE(*mode.step(database));
  CHECK(mode.text(0) == "wal");
  auto locking = *Statement::prepare(database, "PRAGMA locking_mode");
  REQUIRE(*locking.step(database));
  CHECK(locking.text(0) == "exclusive");
}

TEST_CASE("a newer file is refused and not touched") {
  const eg::test::StoreDirectory directory;
  auto database =
      database_with(directory.file(),
                    "PRAGMA application_id = 0x4547454D; PRAGMA user_version = 99; CREATE TABLE later (x);");
  const auto migrated = migrate(database);
  REQUIRE(migrated.has_error());
  CHECK(migrated.error().kind == StoreError::Kind::newer);
  CHECK(migrated.error().message.find("newer") != std::string::npos);
  CHECK(*database.integer("PRAGMA user_version") == 99);
}

TEST_CASE("another program's database is refused and not touched") {
  const eg::test::StoreDirectory directory;
  const char* sql = GENERATE("CREATE TABLE accounts (x);", "PRAGMA application_id = 77;");
  auto database = database_with(directory.file(), sql);
  const auto migrated = migrate(database);
  REQUIRE(migrated.has_error());
  CHECK(migrated.error().kind == StoreError::Kind::damaged);
  CHECK(*database.integer("PRAGMA user_version") == 0);
}

TEST_CASE("a file that is no database is damaged") {
  const eg::test::StoreDirectory directory;
  std::ofstream(directory.file()) << std::string(8192, 'x');
  auto database = *Database::open(directory.file());
  const auto configured = configure(database);
  REQUIRE(configured.has_error());
  CHECK(configured.error().kind == StoreError::Kind::damaged);
}

TEST_CASE("a file of the first schema keeps its rows and gets a place for snapshots") {
  const eg::test::StoreDirectory directory;
  database_with(directory.file(),
                "CREATE TABLE resources (key TEXT NOT NULL PRIMARY KEY, parent_key TEXT NOT NULL,"
                " kind TEXT NOT NULL, name TEXT NOT NULL, id TEXT NOT NULL, document TEXT NOT NULL) STRICT;"
                "CREATE UNIQUE INDEX resources_by_parent ON resources (parent_key, kind, key);"
                "CREATE INDEX resources_by_kind ON resources (kind, key);"
                "INSERT INTO resources VALUES ('/a/b', '/a', 'k', 'b', '/A/B', '{}');"
                "PRAGMA application_id = 0x4547454D; PRAGMA user_version = 1;");
  auto store = *Store::open(directory.file());
  CHECK(store.get("/a/b")->value().id == "/A/B");
  CHECK(*store.database().integer("PRAGMA user_version") == 2);
  CHECK(all_snapshots(store)->empty());
}
