#include "store/snapshots.hpp"

#include "store/sqlite.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg::store;

namespace {

using Bytes = std::vector<std::uint8_t>;

void append(Store& store, const SnapshotPlace& place, std::int64_t written_at, const Bytes& bytes) {
  auto transaction = *store.begin();
  REQUIRE(append_chunk(store, place, written_at, bytes).has_value());
  REQUIRE(transaction.commit().has_value());
}

std::optional<Bytes> chunk(Store& store, const SnapshotPlace& place) {
  return *get_chunk(store, place);
}

}  // namespace

TEST_CASE("chunks are found again by name and number, also after the file is opened again") {
  const eg::test::StoreDirectory directory;
  const Bytes large(3'000'000, 0xA5);
  {
    auto store = *Store::open(directory.file());
    append(store, {"two", 0}, 50, {0, 1, 0, 255});
    append(store, {"one", 0}, 50, large);
    append(store, {"one", 1}, 60, {});
  }
  auto store = *Store::open(directory.file());
  const auto rows = *all_snapshots(store);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].name == "one");
  CHECK(rows[0].written_at_unix_milliseconds == 60);
  CHECK(rows[1].name == "two");
  CHECK(chunk(store, {"two", 0}) == Bytes{0, 1, 0, 255});
  CHECK(chunk(store, {"one", 0}) == large);
  CHECK(chunk(store, {"one", 1}) == Bytes{});
  CHECK(chunk(store, {"one", 2}) == std::nullopt);
  CHECK(chunk(store, {"three", 0}) == std::nullopt);
}

TEST_CASE("what is not committed was never there, what is erased is gone") {
  auto store = *Store::open(":memory:");
  append(store, {"one", 0}, 1, {1});
  {
    auto transaction = *store.begin();
    REQUIRE(erase_snapshots(store).has_value());
    REQUIRE(append_chunk(store, {"one", 0}, 2, Bytes{2}).has_value());
  }
  CHECK(chunk(store, {"one", 0}) == Bytes{1});
  auto transaction = *store.begin();
  REQUIRE(erase_snapshots(store).has_value());
  REQUIRE(transaction.commit().has_value());
  CHECK(all_snapshots(store)->empty());
}

TEST_CASE("a chunk that comes twice is an error") {
  auto store = *Store::open(":memory:");
  append(store, {"one", 0}, 1, {1});
  auto transaction = *store.begin();
  CHECK(append_chunk(store, {"one", 0}, 1, Bytes{1}).has_error());
}
