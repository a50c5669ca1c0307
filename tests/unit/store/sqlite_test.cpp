#include "store/sqlite.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg::store;

TEST_CASE("result codes have a meaning and a sentence with the path and a cure") {
  struct Case {
    int code;
    StoreError::Kind kind;
    const char* phrase;
  };
  const Case cases[] = {
      {SQLITE_BUSY, StoreError::Kind::in_use, "another process"},
      {SQLITE_NOTADB, StoreError::Kind::damaged, "not a database"},
      {SQLITE_CORRUPT, StoreError::Kind::damaged, "restore"},
      {SQLITE_CORRUPT_INDEX, StoreError::Kind::damaged, "restore"},
      {SQLITE_FULL, StoreError::Kind::disk_full, "disk is full"},
      {SQLITE_CANTOPEN, StoreError::Kind::cannot_open, "directory"},
      {SQLITE_READONLY_DIRECTORY, StoreError::Kind::cannot_open, "permissions"},
      {SQLITE_IOERR_FSYNC, StoreError::Kind::failed, "the detail"},
  };
  for (const Case& given : cases) {
    const StoreError error = error_of(given.code, "/data/emulator.db", "the detail");
    INFO(error.message);
    CHECK(error.kind == given.kind);
    CHECK(error.message.find(given.phrase) != std::string::npos);
    CHECK(error.message.find("/data/emulator.db") != std::string::npos);
  }
}

TEST_CASE("a file in a missing directory cannot be opened") {
  const eg::test::StoreDirectory directory;
  const auto database = Database::open(directory.file("missing/emulator.db"));
  REQUIRE(database.has_error());
  CHECK(database.error().kind == StoreError::Kind::cannot_open);
}

TEST_CASE("a file that may only be read is refused before anything is asked of it") {
  if (::geteuid() == 0)
    return;  // who may write everything; tests/acceptance/machine_limits.py is somebody else
  const eg::test::StoreDirectory directory;
  REQUIRE(Database::open(directory.file())->execute("CREATE TABLE t (x)").has_value());
  REQUIRE(::chmod(directory.file().c_str(), 0444) == 0);
  const auto database = Database::open(directory.file());
  REQUIRE(database.has_error());
  CHECK(database.error().kind == StoreError::Kind::cannot_open);
}

TEST_CASE("a statement gives back the texts and numbers that were bound") {
  auto database = *Database::open(":memory:");
  auto statement = *Statement::prepare(database, "SELECT ?1, ?2, length(?3)");
  const std::string text("with\0zero and \xC3\xA4", 17);
  statement.bind(1, std::string_view(text));
  statement.bind(2, std::int64_t{-5});
  statement.bind(3, std::string_view());
  REQUIRE(*statement.step(database));
  CHECK(statement.text(0) == text);
  CHECK(statement.number(1) == -5);
  CHECK(statement.number(2) == 0);
  CHECK_FALSE(*statement.step(database));
}

TEST_CASE("a wrong statement is an error with SQLite's sentence, a wrong parameter a bug") {
  auto database = *Database::open(":memory:");
  const auto wrong = Statement::prepare(database, "SELEKT 1");
  REQUIRE(wrong.has_error());
  CHECK(wrong.error().message.find("SELEKT") != std::string::npos);
  auto statement = *Statement::prepare(database, "SELECT ?1");
  CHECK_THROWS(statement.bind(2, std::int64_t{1}));
}

TEST_CASE("integer reads the first column and is 0 without a row") {
  auto database = *Database::open(":memory:");
  CHECK(*database.integer("SELECT 42") == 42);
  CHECK(*database.integer("SELECT 42 WHERE 1 = 0") == 0);
  CHECK(database.integer("SELECT * FROM nowhere").has_error());
}

TEST_CASE("in_autocommit tells whether a transaction is open") {
  auto database = *Database::open(":memory:");
  CHECK(database.in_autocommit());
  REQUIRE(database.execute("BEGIN").has_value());
  CHECK_FALSE(database.in_autocommit());
}
