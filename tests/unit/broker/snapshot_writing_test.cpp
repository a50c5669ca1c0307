#include "server/broker/snapshot_writing.hpp"

#include "server/broker/snapshot_chunks.hpp"
#include "server/broker/snapshot_records.hpp"
#include "tests/support/broker_snapshot.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

std::map<RecordKind, int> kinds_in(const test::Chunks& chunks) {
  std::map<RecordKind, int> counts;
  const SnapshotSource source = test::Stage::source_of(chunks);
  SnapshotReader reader(source);
  while (const auto record = reader.next()) ++counts[static_cast<RecordKind>(record->kind)];
  CHECK(reader.damage().empty());
  return counts;
}

TEST_CASE("snapshot: a namespace with nothing to keep writes nothing") {
  test::World world;
  world.connect(1, {});  // without session expiry
  world.broker.stop(world.now);
  CHECK(test::take_snapshot(world).empty());
}

TEST_CASE("snapshot: each record once, shared messages and notes too") {
  test::World world;
  test::fill(world);
  world.broker.stop(world.now);
  auto counts = kinds_in(test::take_snapshot(world));
  CHECK(counts[RecordKind::head] == 1);
  CHECK(counts[RecordKind::session] == 2);
  CHECK(counts[RecordKind::retained] == 1);
  CHECK(counts[RecordKind::will] == 1);
  CHECK(counts[RecordKind::subscription] == 4);
  CHECK(counts[RecordKind::sent] == 4);             // m1, the place of m2, m3, m4
  CHECK(counts[RecordKind::queued] == 2 + 5);       // m5 and the shared one; all five for the offline one
  CHECK(counts[RecordKind::message] == 1 + 5 + 1);  // of two queues each once
  CHECK(counts[RecordKind::note] == 2);             // both identifiers; of the group
  CHECK(counts[RecordKind::end] == 1);
}

TEST_CASE("snapshot: what has expired is left out, but what was sent and waits for its PUBACK is not") {
  test::World world;
  test::ConnectOptions slow = test::lasting("slow");
  slow.receive_maximum = 1;
  world.connect(1, slow);
  world.subscribe(1, "t/#", 1);
  world.connect(2, {.client_identifier = "publisher", .user_name = "bob"});
  for (int number = 0; number < 3; ++number) {
    world.input(2, test::publish_packet({.topic = "t/x",
                                         .payload = "m",
                                         .qos = 1,
                                         .retain = number == 0,
                                         .packet_identifier = 1,
                                         .message_expiry_interval_seconds = 10}));
  }
  world.pass_time(11);
  world.broker.stop(world.now);
  auto counts = kinds_in(test::take_snapshot(world));
  CHECK(counts[RecordKind::sent] == 1);
  CHECK(counts[RecordKind::queued] == 0);
  CHECK(counts[RecordKind::retained] == 0);
}

TEST_CASE("snapshot: a sink that refuses ends it") {
  test::World world;
  test::fill(world);
  world.broker.stop(world.now);
  CHECK_FALSE(world.broker.snapshot(
      "ns", [](mqtt::BytesView) { return false; }, world.now));
  CHECK(world.broker
            .snapshot(
                "other", [](mqtt::BytesView) { return false; }, world.now)
            ->empty());
}

TEST_CASE("snapshot: ninety full queues of the same messages take a chunk at a time and few bytes") {
  Settings settings;
  settings.quotas = false;
  test::World world(settings);
  world.model.maximum_sessions_per_authentication_name = 100;
  world.apply(world.model);
  for (broker::LinkId link = 1; link <= 90; ++link) {
    world.connect(link, test::lasting("s" + std::to_string(link)));
    world.subscribe(link, "t/#", 1);
    world.lose(link);
  }
  world.connect(100, {.client_identifier = "publisher", .user_name = "bob"});
  for (int number = 0; number < 90; ++number) world.publish(100, "t/x", 1, std::string(10'000, 'p'));
  world.broker.stop(world.now);
  std::size_t bytes = 0;
  for (const test::Bytes& chunk : test::take_snapshot(world)) {
    bytes += chunk.size();
    CHECK(chunk.size() < snapshot_chunk_bytes + 11'000);
  }
  CHECK(bytes > 90 * 10'000);
  CHECK(bytes < 90 * 10'000 + 90 * 90 * 20);
}

}  // namespace
}  // namespace eg::broker
