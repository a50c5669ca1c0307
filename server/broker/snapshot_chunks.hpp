// The outer form of a snapshot: records of a kind and a body, gathered into chunks with a version, a number
// and a checksum. Knows nothing of what a record says. What is read back is not trusted: everything is
// bounds-checked, the first error sticks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocol/mqtt/bytes.hpp"
#include "server/broker/snapshot.hpp"

namespace eg::broker {

/// Of the records and their bodies too; another one is refused.
inline constexpr std::uint16_t snapshot_version = 1;
/// A chunk is given away when it is larger than this; it holds at least one record.
inline constexpr std::size_t snapshot_chunk_bytes = 262'144;
/// Magic, version, number and checksum.
inline constexpr std::size_t snapshot_header_bytes = 18;

/// Over a chunk without its checksum: a change of any single byte changes it.
std::uint64_t snapshot_checksum(mqtt::BytesView bytes, std::uint64_t seed);
/// Writes the checksum that fits what stands in the chunk.
void sign_snapshot_chunk(mqtt::Bytes& chunk);

/// Appends the data representations of MQTT, and 64-bit integers and long binary data besides.
class RecordBody {
 public:
  explicit RecordBody(mqtt::Bytes& out) : out_(out) {}
  void byte(std::uint8_t value) { out_.push_back(value); }
  void two_bytes(std::uint16_t value);
  void four_bytes(std::uint32_t value);
  void eight_bytes(std::int64_t value);
  /// At most 65,535 bytes.
  void text(std::string_view text);
  void data(mqtt::BytesView bytes);

 private:
  mqtt::Bytes& out_;
};

class SnapshotWriter {
 public:
  explicit SnapshotWriter(const SnapshotSink& sink) : sink_(sink) {}
  /// `write_body(RecordBody&)` fills the record.
  template <class WriteBody>
  void record(std::uint8_t kind, WriteBody write_body) {
    if (failed_) return;
    const std::size_t start = begin(kind);
    RecordBody body(chunk_);
    write_body(body);
    end(start);
  }
  /// Gives the rest away. False: the sink refused a chunk, this one or an earlier one.
  bool finish();

 private:
  std::size_t begin(std::uint8_t kind);
  void end(std::size_t start);
  void flush();

  const SnapshotSink& sink_;
  mqtt::Bytes chunk_;
  std::uint32_t number_ = 0;
  bool failed_ = false;
};

/// What a record says, read with mqtt::ByteReader and these.
std::int64_t read_eight_bytes(mqtt::ByteReader& body);
mqtt::BytesView read_data(mqtt::ByteReader& body);

class SnapshotReader {
 public:
  struct Record {
    std::uint8_t kind = 0;
    mqtt::BytesView body;  ///< valid until the next call
  };
  explicit SnapshotReader(const SnapshotSource& source) : source_(source) {}
  /// nullopt at the end and after an error; `damage` tells which.
  std::optional<Record> next();
  /// A phrase for the log; empty when all is well.
  std::string_view damage() const { return damage_; }

 private:
  bool next_chunk();
  const SnapshotSource& source_;
  mqtt::Bytes chunk_;
  std::size_t position_ = 0;
  std::uint32_t number_ = 0;
  std::string_view damage_;
};

}  // namespace eg::broker
