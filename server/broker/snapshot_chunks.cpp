// Chunk: "EGSN", version, number, checksum, records. Record: kind, size of the body in four bytes, body.
#include "server/broker/snapshot_chunks.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

namespace eg::broker {
namespace {

constexpr std::array<std::uint8_t, 4> magic = {'E', 'G', 'S', 'N'};
constexpr std::size_t checksum_position = 10;
constexpr std::size_t checksum_bytes = 8;
constexpr std::size_t record_header_bytes = 5;
constexpr std::uint64_t fnv_offset = 0xCBF29CE484222325U;
constexpr std::uint64_t fnv_prime = 0x100000001B3U;

std::uint64_t checksum_of_chunk(mqtt::BytesView chunk) {
  const std::uint64_t head = snapshot_checksum(chunk.first(checksum_position), fnv_offset);
  return snapshot_checksum(chunk.subspan(snapshot_header_bytes), head);
}

void put_eight_bytes(std::uint8_t* out, std::uint64_t value) {
  mqtt::ByteWriter writer(out);
  writer.four_byte_integer(static_cast<std::uint32_t>(value >> 32U));
  writer.four_byte_integer(static_cast<std::uint32_t>(value & 0xFFFF'FFFFU));
}

std::uint64_t get_eight_bytes(mqtt::ByteReader& reader) {
  const std::uint64_t high = reader.four_byte_integer();
  return high << 32U | reader.four_byte_integer();
}

}  // namespace

/// FNV-1a, eight bytes at a time: each step is a bijection of the state, so a difference never vanishes.
std::uint64_t snapshot_checksum(mqtt::BytesView bytes, std::uint64_t seed) {
  std::uint64_t sum = seed;
  const auto mix = [&sum](std::uint64_t word) {
    sum = (sum ^ word) * fnv_prime;
    sum ^= sum >> 32U;
  };
  std::size_t at = 0;
  for (; bytes.size() - at >= sizeof(std::uint64_t); at += sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, sizeof word);
    mix(word);
  }
  for (; at < bytes.size(); ++at) mix(bytes[at]);
  return sum;
}

void sign_snapshot_chunk(mqtt::Bytes& chunk) {
  put_eight_bytes(chunk.data() + checksum_position, checksum_of_chunk(chunk));
}

void RecordBody::two_bytes(std::uint16_t value) {
  out_.resize(out_.size() + 2);
  mqtt::ByteWriter(&out_.back() - 1).two_byte_integer(value);
}

void RecordBody::four_bytes(std::uint32_t value) {
  out_.resize(out_.size() + 4);
  mqtt::ByteWriter(&out_.back() - 3).four_byte_integer(value);
}

void RecordBody::eight_bytes(std::int64_t value) {
  out_.resize(out_.size() + 8);
  put_eight_bytes(&out_.back() - 7, static_cast<std::uint64_t>(value));
}

void RecordBody::text(std::string_view text) {
  two_bytes(static_cast<std::uint16_t>(text.size()));
  out_.insert(out_.end(), text.begin(), text.end());
}

void RecordBody::data(mqtt::BytesView bytes) {
  four_bytes(static_cast<std::uint32_t>(bytes.size()));
  out_.insert(out_.end(), bytes.begin(), bytes.end());
}

std::size_t SnapshotWriter::begin(std::uint8_t kind) {
  if (chunk_.empty()) {
    chunk_.resize(snapshot_header_bytes);
    std::copy(magic.begin(), magic.end(), chunk_.begin());
    mqtt::ByteWriter writer(chunk_.data() + magic.size());
    writer.two_byte_integer(snapshot_version);
    writer.four_byte_integer(number_);
    static_assert(magic.size() + 2 + 4 == checksum_position);
    static_assert(checksum_position + checksum_bytes == snapshot_header_bytes);
  }
  const std::size_t start = chunk_.size();
  chunk_.resize(start + record_header_bytes);
  chunk_[start] = kind;
  return start;
}

void SnapshotWriter::end(std::size_t start) {
  const std::size_t body_bytes = chunk_.size() - start - record_header_bytes;
  mqtt::ByteWriter(chunk_.data() + start + 1).four_byte_integer(static_cast<std::uint32_t>(body_bytes));
  if (chunk_.size() > snapshot_chunk_bytes) flush();
}

void SnapshotWriter::flush() {
  if (chunk_.empty()) return;
  sign_snapshot_chunk(chunk_);
  failed_ = !sink_(chunk_);
  ++number_;
  chunk_.clear();
}

bool SnapshotWriter::finish() {
  if (!failed_) flush();
  return !failed_;
}

std::int64_t read_eight_bytes(mqtt::ByteReader& body) {
  return static_cast<std::int64_t>(get_eight_bytes(body));
}

mqtt::BytesView read_data(mqtt::ByteReader& body) {
  return body.take(body.four_byte_integer());
}

bool SnapshotReader::next_chunk() {
  std::optional<mqtt::Bytes> chunk = source_();
  if (!chunk) return false;
  chunk_ = std::move(*chunk);
  position_ = snapshot_header_bytes;
  if (chunk_.size() < snapshot_header_bytes || !std::equal(magic.begin(), magic.end(), chunk_.begin())) {
    damage_ = "it does not begin as a snapshot does";
    return false;
  }
  mqtt::ByteReader header(mqtt::BytesView(chunk_).subspan(magic.size()));
  if (header.two_byte_integer() != snapshot_version) {
    damage_ = "another version of the emulator wrote it";
    return false;
  }
  const bool is_in_order = header.four_byte_integer() == number_++;
  const bool is_signed = get_eight_bytes(header) == checksum_of_chunk(chunk_);
  if (!is_in_order || !is_signed) damage_ = "its bytes were changed";
  return damage_.empty();
}

std::optional<SnapshotReader::Record> SnapshotReader::next() {
  if (!damage_.empty()) return std::nullopt;
  while (position_ == chunk_.size()) {
    if (!next_chunk()) return std::nullopt;
  }
  mqtt::ByteReader rest(mqtt::BytesView(chunk_).subspan(position_));
  Record record;
  record.kind = rest.byte();
  record.body = read_data(rest);
  if (rest.failed()) {
    damage_ = "a record is longer than its chunk";
    return std::nullopt;
  }
  position_ += record_header_bytes + record.body.size();
  return record;
}

}  // namespace eg::broker
