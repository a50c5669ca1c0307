// What a link still has to send: encoded packets, and messages that are encoded only when they are gathered,
// because all subscribers share them. Used on the core executor only; an empty queue owns no memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "server/broker/message.hpp"

namespace eg::io {

/// Room for gathered plaintext, reused by all links of a thread.
class GatherBuffer {
 public:
  std::span<const std::uint8_t> bytes() const { return {storage_.data(), used_}; }
  std::span<std::uint8_t> writable_bytes() { return {storage_.data(), used_}; }
  std::size_t size() const { return used_; }
  void clear();
  /// The next `count` bytes, for the caller to fill.
  std::uint8_t* extend(std::size_t count);

 private:
  std::vector<std::uint8_t> storage_;  ///< its size only grows between two calls of clear
  std::size_t used_ = 0;
};

class OutputQueue {
 public:
  OutputQueue() = default;
  OutputQueue(const OutputQueue&) = delete;
  OutputQueue& operator=(const OutputQueue&) = delete;
  ~OutputQueue();

  void add(std::span<const std::uint8_t> packets);
  void add(const broker::Delivery& delivery);
  bool empty() const { return bytes_ == 0; }
  /// Encoded size of everything.
  std::size_t bytes() const { return bytes_; }
  /// What the entries themselves take, besides what they carry.
  std::size_t overhead_bytes() const { return entries_.size() * sizeof(Entry); }
  /// Packets and entries: all that is held for this queue alone, without the shared messages.
  std::size_t own_bytes() const { return raw_.size() + overhead_bytes(); }
  /// Calls `visit` with each message that waits; one may come several times.
  template <class Visit>
  void for_each_message(Visit visit) const {
    for (std::size_t at = next_entry_; at < entries_.size(); ++at) {
      if (entries_[at].delivery.message) visit(*entries_[at].delivery.message);
    }
  }
  /// Moves whole entries to `out` until it holds `bytes_wanted` or nothing is left.
  void gather(GatherBuffer& out, std::size_t bytes_wanted);

 private:
  struct Entry {
    broker::Delivery delivery;  ///< without a message: the next `raw_bytes` of `raw_`
    std::size_t raw_bytes = 0;
  };
  void reset();
  void compact();

  std::vector<Entry> entries_;
  std::vector<std::uint8_t> raw_;
  std::size_t next_entry_ = 0;
  std::size_t next_raw_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace eg::io
