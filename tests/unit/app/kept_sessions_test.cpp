#include "server/kept_sessions.hpp"

#include <algorithm>
#include <string>

#include <sqlite3.h>

#include "store/snapshots.hpp"
#include "tests/support/broker_snapshot.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"
#include "tests/support/store_failing_vfs.hpp"

namespace eg::app {
namespace {

class Lines : public io::LogSink {
 public:
  void line(io::LogLevel level, std::string_view text) override {
    (level == io::LogLevel::info ? info : warnings) += std::string(text) + "\n";
  }
  bool wants(io::LogLevel) const override { return true; }
  std::string info;
  std::string warnings;
};

void keep(test::World& world, store::Store& store, io::LogSink& log) {
  world.broker.stop(world.now);
  REQUIRE(keep_sessions(world.broker, store, world.now, 1'000'000, log).has_value());
}

TEST_CASE("kept sessions: what one broker leaves another finds, once") {
  Lines log;
  auto store = *store::Store::open(":memory:");
  test::World before;
  test::fill(before);
  keep(before, store, log);
  CHECK(log.info.find("kept 2 sessions and 1 retained messages of namespace 'ns'") == 0);

  test::World after;
  REQUIRE(bring_back_sessions(after.broker, store, after.now, 1'001'000, log).has_value());
  CHECK(after.broker.session_count("ns") == 2);
  CHECK(*after.broker.next_deadline_milliseconds() == after.now.steady_milliseconds + 39'000);
  CHECK(log.info.find("brought back 2 sessions") != std::string::npos);

  test::World killed;  // `after` never stopped in order
  REQUIRE(bring_back_sessions(killed.broker, store, killed.now, 1'002'000, log).has_value());
  CHECK(killed.broker.session_count("ns") == 0);
  CHECK(log.warnings.empty());
}

TEST_CASE("kept sessions: a stop replaces what an earlier one left") {
  Lines log;
  auto store = *store::Store::open(":memory:");
  test::World before;
  test::fill(before);
  keep(before, store, log);
  test::World empty;
  keep(empty, store, log);
  CHECK(store::all_snapshots(store)->empty());
}

TEST_CASE("kept sessions: a damaged snapshot is one warning, and gone") {
  Lines log;
  auto store = *store::Store::open(":memory:");
  test::World before;
  test::fill(before);
  keep(before, store, log);
  auto bytes = **store::get_chunk(store, {"ns", 0});
  bytes[bytes.size() / 2] ^= 1;
  auto transaction = *store.begin();
  REQUIRE(store::erase_snapshots(store).has_value());
  REQUIRE(store::append_chunk(store, {"ns", 0}, 1, bytes).has_value());
  REQUIRE(store::append_chunk(store, {"gone", 0}, 1, bytes).has_value());
  REQUIRE(transaction.commit().has_value());

  test::World after;
  REQUIRE(bring_back_sessions(after.broker, store, after.now, 1'000'000, log).has_value());
  CHECK(after.broker.session_count("ns") == 0);
  CHECK(std::count(log.warnings.begin(), log.warnings.end(), '\n') == 2);
  CHECK(log.warnings.find("(its namespace is not there any more)") != std::string::npos);
  CHECK(log.warnings.find("namespace 'ns' begins without sessions and retained messages") !=
        std::string::npos);
  CHECK(store::all_snapshots(store)->empty());
}

TEST_CASE("kept sessions: a disk that fails at any call leaves the older snapshot or the newer one, whole") {
  Lines log;
  int failures = 0;
  for (int call = 1;; ++call) {
    REQUIRE(call < 500);
    const test::StoreDirectory directory;
    const test::FailingVfs disk;
    test::FailingVfs::fail_at(0, false, 0);
    bool has_failed = false;
    bool is_over = false;
    {
      auto store = *store::Store::open(directory.file());
      test::World before;
      test::fill(before);
      keep(before, store, log);
      before.connect(1, test::lasting("newer", "bob"));
      before.broker.stop(before.now);
      test::FailingVfs::fail_at(call, true, SQLITE_FULL);
      const auto kept = keep_sessions(before.broker, store, before.now, 1'000'000, log);
      is_over = test::FailingVfs::calls() < call;
      test::FailingVfs::fail_at(0, false, 0);
      has_failed = !kept;
      if (has_failed) {
        ++failures;
        CHECK(kept.error().message.find("are lost with this stop: The database") != std::string::npos);
      }
    }
    auto store = *store::Store::open(directory.file());
    test::World after;
    REQUIRE(bring_back_sessions(after.broker, store, after.now, 1'000'000, log).has_value());
    INFO("call " << call);
    CHECK(after.broker.session_count("ns") == (has_failed ? 2U : 3U));
    if (is_over) break;
  }
  CHECK(failures > 3);
  CHECK(log.warnings.empty());
}

}  // namespace
}  // namespace eg::app
