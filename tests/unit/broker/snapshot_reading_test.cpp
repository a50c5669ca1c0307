// Round trips compare bytes: a snapshot of what was restored is the snapshot.
#include "server/broker/snapshot_reading.hpp"

#include <algorithm>

#include "server/broker/snapshot_chunks.hpp"
#include "tests/support/broker_snapshot.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

test::Chunks filled_snapshot() {
  test::World world;
  test::fill(world);
  world.broker.stop(world.now);
  return test::take_snapshot(world);
}

std::vector<std::string> lines_of(test::World& world, LinkId link) {
  std::vector<std::string> lines;
  for (std::string line = world.next_line(link); line != "nothing"; line = world.next_line(link))
    lines.push_back(line);
  return lines;
}

bool has(const std::string& line, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return line.find(word) != std::string::npos; });
}

TEST_CASE("restore: a snapshot of what was restored is the same, byte by byte") {
  const test::Chunks chunks = filled_snapshot();
  test::World world;
  const Restored restored = test::restore_snapshot(world, chunks);
  CHECK(restored.damage.empty());
  CHECK(restored.figures.sessions == 2);
  CHECK(restored.figures.retained_messages == 1);
  CHECK(test::take_snapshot(world) == chunks);
}

TEST_CASE("restore: in flight, queued, identifiers, DUP and order as if nothing had been") {
  test::World world;
  test::fill(world);
  world.restart(5);
  test::ConnectOptions again = test::lasting("five");
  again.receive_maximum = 10;
  CHECK(has(world.connect(1, again), {"connack 0x00", "present=1"}));
  const auto lines = lines_of(world, 1);
  REQUIRE(lines.size() == 5);
  CHECK(has(lines[0], {"payload=m1", "pid=1", "dup=1", "identifier=7"}));
  CHECK(has(lines[1], {"payload=m3", "pid=3", "dup=1"}));
  CHECK(has(lines[2], {"payload=m4", "pid=4", "dup=1"}));
  CHECK(has(lines[3], {"payload=m5", "pid=5"}));
  CHECK(has(lines[4], {"payload=shared", "pid=6", "identifier=300"}));
  CHECK_FALSE(has(lines[3], {"dup=1"}));
  world.connect(9, {.client_identifier = "publisher", .user_name = "bob"});
  world.publish(9, "t/a/b", 1, "live");
  CHECK(has(world.next_line(1), {"payload=live", "pid=7"}));
}

TEST_CASE("restore: wills wait for the rest of their delay, sessions for the rest of their expiry") {
  test::World world;
  test::fill(world);
  world.restart(30);
  world.connect(1, test::lasting("five"));
  lines_of(world, 1);
  world.subscribe(1, "t/will", 1);
  CHECK(world.next_line(1) == "nothing");
  world.pass_time(9);
  CHECK(world.next_line(1) == "nothing");
  world.pass_time(1);
  CHECK(has(world.next_line(1), {"topic=t/will", "payload=gone", "expiry=90"}));
  CHECK(world.broker.session_count("ns") == 2);
  world.pass_time(600 - 40);
  CHECK(world.broker.session_count("ns") == 1);
}

TEST_CASE("restore: what became due while nothing ran is due at once") {
  test::World world;
  test::fill(world);
  world.restart(601);
  CHECK(world.broker.session_count("ns") == 0);
  // The retained message expired, the will's was published when its session ended.
  CHECK(world.broker.retained_figures("ns").count == 1);
  world.connect(1, {});
  world.subscribe(1, "t/#", 1);
  CHECK(has(world.next_line(1), {"topic=t/will", "retained=1", "expiry=90"}));
}

TEST_CASE("restore: the steady clock of another start and a wall clock that went back") {
  const test::Chunks chunks = filled_snapshot();
  test::World world;
  world.now.steady_milliseconds = 50;  // just booted
  const std::int64_t elapsed = GENERATE(-1'000'000'000, 0);
  CHECK(test::restore_snapshot(world, chunks, elapsed).damage.empty());
  CHECK(world.broker.session_count("ns") == 2);
  CHECK(*world.broker.next_deadline_milliseconds() == 50 + 40'000);
}

TEST_CASE("restore: a clock that jumped far ahead ends everything, and nothing else") {
  test::World world;
  CHECK(test::restore_snapshot(world, filled_snapshot(), INT64_MAX).damage.empty());
  CHECK(world.broker.session_count("ns") == 0);
}

TEST_CASE("restore: the policy of the start decides") {
  const test::Chunks chunks = filled_snapshot();
  test::World world;
  SECTION("a subscription that is not allowed any more ends its session") {
    world.model.topic_spaces = {{"space", {"t/a/b"}}};
    world.apply(world.model);
    CHECK(test::restore_snapshot(world, chunks).damage.empty());
    CHECK(world.broker.session_count("ns") == 1);
    CHECK(world.last_event(Event::Kind::session_ended).reason == "AuthorizationError");
  }
  SECTION("a deleted client's session gets nothing and keeps its name") {
    std::erase_if(world.model.clients, [](const auto& client) { return client.name == "alice"; });
    world.apply(world.model);
    CHECK(test::restore_snapshot(world, chunks).damage.empty());
    CHECK(world.broker.session_count("ns") == 2);
    CHECK(has(world.connect(1, test::lasting("five", "bob")), {"connack 0x87"}));
  }
  SECTION("a namespace that is gone") {
    CHECK_FALSE(world.broker.restore("gone", test::Stage::source_of(chunks), 0, world.now).damage.empty());
  }
}

TEST_CASE("restore: retained messages that were still to come go on after the restart") {
  test::World world;
  world.connect(9, {.client_identifier = "publisher", .user_name = "bob"});
  for (const char* topic : {"t/1", "t/2", "t/3"}) {
    world.input(9, test::publish_packet(
                       {.topic = topic, .payload = topic, .qos = 1, .retain = true, .packet_identifier = 1}));
  }
  test::ConnectOptions narrow = test::lasting("narrow");
  narrow.receive_maximum = 1;
  world.connect(1, narrow);
  world.subscribe(1, "t/#", 1);
  CHECK(has(world.next_line(1), {"payload=t/1"}));
  world.restart(1);
  world.connect(9, {.client_identifier = "publisher", .user_name = "bob"});
  world.input(9, test::publish_packet(
                     {.topic = "t/4", .payload = "live", .qos = 1, .retain = true, .packet_identifier = 1}));
  world.connect(1, test::lasting("narrow"));
  const auto lines = lines_of(world, 1);
  REQUIRE(lines.size() == 4);
  CHECK(has(lines[0], {"payload=t/1", "dup=1", "retained=1"}));
  CHECK(has(lines[1], {"payload=live"}));
  CHECK(has(lines[2], {"payload=t/2", "retained=1"}));
  CHECK(has(lines[3], {"payload=t/3", "retained=1"}));
}

TEST_CASE("restore: retained messages that were drawn forward stay beside the quota of the queue") {
  test::World world;
  constexpr std::size_t count = queue_messages_max - 1;
  const auto publish = [&](std::size_t number, bool retain) {
    world.input(9, test::publish_packet({.topic = "t/" + std::to_string(number),
                                         .payload = "m",
                                         .qos = 1,
                                         .retain = retain,
                                         .packet_identifier = 1}));
  };
  world.connect(9, {.client_identifier = "publisher", .user_name = "bob"});
  for (std::size_t number = 0; number < 2 * in_flight_messages_max; ++number) publish(number, true);
  world.connect(1, test::lasting("s"));
  world.subscribe(1, "t/#", 1);
  // In order of topics t/0 .. t/188 are in flight; t/99 and those before it come last.
  for (std::size_t number = 0; number < count; ++number) publish(99 - number % 9, false);
  REQUIRE(world.effects.inboxes[1].is_open);
  world.lose(1);
  world.restart(1);
  world.connect(9, {.client_identifier = "publisher", .user_name = "bob"});
  publish(99, false);
  CHECK(world.broker.session_count("ns") == 2);
  publish(99, false);
  CHECK(world.broker.session_count("ns") == 1);
}

TEST_CASE("restore: less memory than before ends the session that holds most") {
  const test::Chunks chunks = filled_snapshot();
  Settings settings;
  settings.waiting_bytes_max = 1000;
  test::World world(settings);
  CHECK(test::restore_snapshot(world, chunks).damage.empty());
  CHECK(world.broker.session_count("ns") == 1);
  CHECK(world.last_event(Event::Kind::session_ended).reason == "SessionOverflow");
}

/// Whatever was read: all of it or nothing is there, and clients are served.
void check_usable(test::World& world, const Restored& restored) {
  if (!restored.damage.empty()) {
    REQUIRE(world.broker.session_count("ns") == 0);
    REQUIRE(world.broker.retained_figures("ns").count == 0);
  }
  world.model.maximum_sessions_per_authentication_name = 100;
  world.apply(world.model);
  for (const char* name : {"five", "mourned", "bystander"}) {
    world.connect(1, test::lasting(name, std::string(name) == "mourned" ? "bob" : "alice"));
    world.publish(1, "t/a/b", 1, "still here");
    lines_of(world, 1);
    world.lose(1);
  }
  world.pass_time(10'000);
  test::take_snapshot(world);
}

TEST_CASE("restore: bytes that are missing or changed refuse all of it") {
  const test::Chunks chunks = filled_snapshot();
  REQUIRE(chunks.size() == 1);
  for (std::size_t at = 0; at < chunks[0].size(); ++at) {
    test::World world;
    INFO("byte " << at);
    test::Chunks cut = chunks;
    cut[0].resize(at);
    REQUIRE_FALSE(test::restore_snapshot(world, cut).damage.empty());
    test::Chunks changed = chunks;
    changed[0][at] ^= 0x10;
    const Restored restored = test::restore_snapshot(world, changed);
    REQUIRE_FALSE(restored.damage.empty());
    if (at % 50 == 0) check_usable(world, restored);
  }
  test::World world;
  CHECK_FALSE(test::restore_snapshot(world, {}).damage.empty());
}

TEST_CASE("restore: bytes that were changed and signed again do no harm") {
  const test::Chunks chunks = filled_snapshot();
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (std::size_t at = snapshot_header_bytes; at < chunks[0].size(); ++at) {
    for (const unsigned value : {0x00U, 0x01U, 0x7FU, 0xFFU}) {
      test::Chunks changed = chunks;
      if (changed[0][at] == value) continue;
      changed[0][at] = static_cast<std::uint8_t>(value);
      sign_snapshot_chunk(changed[0]);
      INFO("byte " << at << " is " << value);
      test::World world;
      const Restored restored = test::restore_snapshot(world, changed);
      ++(restored.damage.empty() ? taken : refused);
      check_usable(world, restored);
    }
  }
  CHECK(refused > taken / 4);
  CHECK(taken > 0);  // payloads and the like say anything
}

TEST_CASE("restore: records that are left out or come twice do no harm") {
  const test::Chunks chunks = filled_snapshot();
  std::vector<mqtt::Bytes> records;
  const SnapshotSource source = test::Stage::source_of(chunks);
  SnapshotReader reader(source);
  while (const auto record = reader.next()) {
    mqtt::Bytes bytes = {record->kind};
    bytes.insert(bytes.end(), record->body.begin(), record->body.end());
    records.push_back(std::move(bytes));
  }
  const auto play = [&](const std::vector<mqtt::Bytes>& changed) {
    test::Chunks built;
    const SnapshotSink sink = [&](mqtt::BytesView chunk) {
      built.emplace_back(chunk.begin(), chunk.end());
      return true;
    };
    SnapshotWriter writer(sink);
    for (const mqtt::Bytes& one : changed) {
      writer.record(one[0], [&](RecordBody& body) {
        for (std::size_t at = 1; at < one.size(); ++at) body.byte(one[at]);
      });
    }
    writer.finish();
    test::World world;
    check_usable(world, test::restore_snapshot(world, built));
  };
  for (std::size_t index = 0; index < records.size(); ++index) {
    INFO("record " << index);
    auto changed = records;
    changed.erase(changed.begin() + static_cast<std::ptrdiff_t>(index));
    play(changed);
    for (std::size_t to = 0; to <= records.size(); to += 3) {
      changed = records;
      changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(to), records[index]);
      play(changed);
    }
  }
}

}  // namespace
}  // namespace eg::broker
