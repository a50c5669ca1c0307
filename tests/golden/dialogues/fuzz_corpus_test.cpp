// Replays the corpora of the broker's fuzz targets as ordinary inputs. The snapshots among them are what the
// writer makes of known scenes, so that the form of a snapshot does not change unseen; after a change that is
// wanted (and a new snapshot_version):
//   EVENTGRID_WRITE_PAGES=1 build/dev/tests/golden_dialogues "the corpus of snapshots*"
#include "tests/support/fuzz_corpus.hpp"
#include "fuzz/connections.hpp"
#include "fuzz/snapshots.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace {

using eg::test::Bytes;
using eg::test::Chunks;

/// An input of the target: configuration, no time between stop and start, the chunks.
Bytes input_of(const Chunks& chunks) {
  Bytes input = {0, 0};
  for (const Bytes& chunk : chunks) input.insert(input.end(), chunk.begin(), chunk.end());
  return input;
}

Chunks chunks_of_everything() {
  eg::test::World world;
  eg::test::fill(world);
  world.broker.stop(world.now);
  return eg::test::take_snapshot(world);
}

/// Retained messages that wait for a narrow window, one of which was drawn forward.
Chunks chunks_of_places() {
  eg::test::World world;
  world.connect(9, {.client_identifier = "publisher", .user_name = "bob"});
  for (const char* topic : {"t/1", "t/2", "t/3"}) {
    world.input(9, eg::test::publish_packet(
                       {.topic = topic, .payload = topic, .qos = 1, .retain = true, .packet_identifier = 1}));
  }
  eg::test::ConnectOptions narrow = eg::test::lasting("narrow");
  narrow.receive_maximum = 1;
  world.connect(1, narrow);
  world.subscribe(1, "t/#", 1);
  world.publish(9, "t/3", 1, "live");
  world.broker.stop(world.now);
  return eg::test::take_snapshot(world);
}

/// What follows the head stands in a second chunk, as it does in a large snapshot.
Chunks in_two_chunks(const Bytes& chunk) {
  constexpr std::size_t number_position = 9;  // its lowest byte
  constexpr std::size_t head_record_bytes = 13;
  const auto cut = chunk.begin() + eg::broker::snapshot_header_bytes + head_record_bytes;
  Bytes first(chunk.begin(), cut);
  Bytes second(chunk.begin(), chunk.begin() + eg::broker::snapshot_header_bytes);
  second[number_position] = 1;
  second.insert(second.end(), cut, chunk.end());
  eg::broker::sign_snapshot_chunk(first);
  eg::broker::sign_snapshot_chunk(second);
  return {first, second};
}

/// By name: scenes, and what is kept at the end of each connection script.
std::map<std::string, Bytes> written_snapshots() {
  const Chunks everything = chunks_of_everything();
  std::map<std::string, Bytes> written = {{"everything", input_of(everything)},
                                          {"two_chunks", input_of(in_two_chunks(everything.front()))},
                                          {"places", input_of(chunks_of_places())}};
  for (const auto& [name, input] : eg::test::fuzz_corpus("connections")) {
    eg::fuzz::Script script(std::span<const std::uint8_t>(input).subspan(1));
    eg::fuzz::Conversation conversation(input.at(0));
    conversation.play(script);
    const Chunks chunks = conversation.stop();
    if (chunks.empty()) continue;
    Bytes snapshot = input_of(chunks);
    const bool is_new = std::none_of(written.begin(), written.end(),
                                     [&](const auto& other) { return other.second == snapshot; });
    if (is_new) written["after_" + name] = std::move(snapshot);
  }
  return written;
}

}  // namespace

TEST_CASE("fuzz corpus of connection scripts runs without a broken rule") {
  const auto inputs = eg::test::fuzz_corpus("connections");
  CHECK(inputs.size() >= 30);
  for (const auto& [name, input] : inputs) {
    INFO(name);
    REQUIRE_FALSE(input.empty());
    eg::fuzz::play_connections(input);
  }
}

TEST_CASE("fuzz corpus of snapshots runs without a broken rule, whole and cut") {
  const auto inputs = eg::test::fuzz_corpus("snapshots");
  CHECK(inputs.size() >= 10);
  for (const auto& [name, input] : inputs) {
    INFO(name);
    for (const unsigned configuration : {0U, 1U, 6U, 8U}) {
      Bytes changed = input;
      changed.at(0) = static_cast<std::uint8_t>(configuration);
      eg::fuzz::check_snapshot(changed);
      changed.resize(changed.size() - eg::fuzz::end_record_bytes);
      eg::fuzz::check_snapshot(changed);
    }
  }
}

TEST_CASE("the corpus of snapshots is what the writer makes") {
  const auto written = written_snapshots();
  CHECK(written.size() >= 10);
  if (std::getenv("EVENTGRID_WRITE_PAGES") != nullptr) {
    for (const auto& [name, input] : written) {
      std::ofstream file(EG_TESTDATA_DIR "/../fuzz/corpus/snapshots/" + name, std::ios::binary);
      file.write(reinterpret_cast<const char*>(input.data()), static_cast<std::streamsize>(input.size()));
    }
  }
  const auto found = eg::test::fuzz_corpus("snapshots");
  for (const auto& [name, input] : written) {
    INFO(name);
    REQUIRE(found.contains(name));
    CHECK(found.at(name) == input);
    eg::fuzz::StartedStage stage({}, eg::fuzz::snapshot_policy(false));
    CHECK(eg::test::restore_snapshot(stage,
                                     eg::fuzz::cut_chunks(std::span<const std::uint8_t>(input).subspan(2)))
              .damage.empty());
  }
}
