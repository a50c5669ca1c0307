#include "server/broker/snapshot_chunks.hpp"

#include <deque>
#include <string>

#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

std::deque<mqtt::Bytes> written(std::size_t record_count, std::size_t data_bytes) {
  std::deque<mqtt::Bytes> chunks;
  const SnapshotSink sink = [&](mqtt::BytesView chunk) {
    chunks.emplace_back(chunk.begin(), chunk.end());
    return true;
  };
  SnapshotWriter writer(sink);
  for (std::size_t number = 0; number < record_count; ++number) {
    writer.record(static_cast<std::uint8_t>(number), [&](RecordBody& body) {
      body.byte(0xAB);
      body.two_bytes(0x1234);
      body.four_bytes(0xDEADBEEF);
      body.eight_bytes(-2);
      body.text("text");
      body.data(mqtt::Bytes(data_bytes, 0x55));
    });
  }
  CHECK(writer.finish());
  return chunks;
}

SnapshotSource source_of(const std::deque<mqtt::Bytes>& chunks) {
  return [&chunks, next = std::size_t{0}]() mutable -> std::optional<mqtt::Bytes> {
    if (next == chunks.size()) return std::nullopt;
    return chunks[next++];
  };
}

/// The number of records, or what is wrong.
std::string read_back(const std::deque<mqtt::Bytes>& chunks) {
  const SnapshotSource source = source_of(chunks);
  SnapshotReader reader(source);
  std::size_t count = 0;
  while (reader.next()) ++count;
  return reader.damage().empty() ? std::to_string(count) : std::string(reader.damage());
}

TEST_CASE("snapshot chunks: what was written is read back") {
  const std::size_t data_bytes = GENERATE(0U, 100U, 300'000U);
  const auto chunks = written(7, data_bytes);
  const SnapshotSource source = source_of(chunks);
  SnapshotReader reader(source);
  for (unsigned number = 0; number < 7; ++number) {
    const auto record = reader.next();
    REQUIRE(record);
    CHECK(record->kind == number);
    mqtt::ByteReader body(record->body);
    CHECK(body.byte() == 0xAB);
    CHECK(body.two_byte_integer() == 0x1234);
    CHECK(body.four_byte_integer() == 0xDEADBEEF);
    CHECK(read_eight_bytes(body) == -2);
    CHECK(body.unchecked_string() == "text");
    CHECK(read_data(body).size() == data_bytes);
    CHECK(body.at_end());
  }
  CHECK_FALSE(reader.next());
  CHECK(reader.damage().empty());
  CHECK(reader.next() == std::nullopt);
}

TEST_CASE("snapshot chunks: a chunk is given away when it is full, and holds whole records") {
  CHECK(written(0, 0).empty());
  CHECK(written(10, 1000).size() == 1);
  CHECK(written(10, 300'000).size() == 10);
  for (const mqtt::Bytes& chunk : written(1000, 1000)) CHECK(chunk.size() < snapshot_chunk_bytes + 1100);
}

TEST_CASE("snapshot chunks: a sink that refuses is not asked again") {
  int calls = 0;
  const SnapshotSink sink = [&](mqtt::BytesView) {
    ++calls;
    return false;
  };
  SnapshotWriter writer(sink);
  for (int number = 0; number < 5; ++number)
    writer.record(1, [](RecordBody& body) { body.data(mqtt::Bytes(snapshot_chunk_bytes)); });
  CHECK_FALSE(writer.finish());
  CHECK(calls == 1);
}

TEST_CASE("snapshot chunks: a changed byte is noticed, wherever it is") {
  const auto chunks = written(2, 20);
  REQUIRE(read_back(chunks) == "2");
  for (std::size_t at = 0; at < chunks[0].size(); ++at) {
    for (const unsigned change : {1U, 0x80U, 0xFFU}) {
      auto changed = chunks;
      changed[0][at] = static_cast<std::uint8_t>(changed[0][at] ^ change);
      INFO("byte " << at);
      CHECK(read_back(changed).find("2") != 0);
    }
  }
}

TEST_CASE("snapshot chunks: missing bytes and chunks in another order are noticed") {
  const auto chunks = written(2, 300'000);
  REQUIRE(chunks.size() == 2);
  CHECK(read_back({chunks[1], chunks[0]}) == "its bytes were changed");
  CHECK(read_back({chunks[0], chunks[0]}) == "its bytes were changed");
  for (const std::size_t size :
       {std::size_t{0}, snapshot_header_bytes - 1, snapshot_header_bytes + 1, chunks[0].size() - 1}) {
    const mqtt::Bytes cut(chunks[0].begin(), chunks[0].begin() + static_cast<std::ptrdiff_t>(size));
    CHECK(read_back({cut, chunks[1]}).starts_with("it"));
  }
}

TEST_CASE("snapshot chunks: another version is refused by name") {
  auto chunks = written(1, 0);
  chunks[0][5] = snapshot_version + 1;
  sign_snapshot_chunk(chunks[0]);
  CHECK(read_back(chunks) == "another version of the emulator wrote it");
}

TEST_CASE("snapshot chunks: a record longer than its chunk is refused") {
  auto chunks = written(1, 0);
  chunks[0][snapshot_header_bytes + 4] = 0xFF;
  sign_snapshot_chunk(chunks[0]);
  CHECK(read_back(chunks) == "a record is longer than its chunk");
}

}  // namespace
}  // namespace eg::broker
