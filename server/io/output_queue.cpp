// Vectors of emptied queues wait in a small pool of the thread for the next queue that fills.
#include "server/io/output_queue.hpp"

#include <cstring>
#include <utility>

namespace eg::io {
namespace {

constexpr std::size_t gather_bytes_kept = std::size_t{128} * 1024;
constexpr std::size_t pool_vectors_max = 32;
constexpr std::size_t pool_capacity_max = 4096;
/// Below it moving what is left costs more than it gives back.
constexpr std::size_t compact_entries_min = 64;
constexpr std::size_t compact_raw_bytes_min = 4096;

template <class T>
class Pool {
 public:
  std::vector<T> take() {
    if (spare_.empty()) return {};
    std::vector<T> vector = std::move(spare_.back());
    spare_.pop_back();
    return vector;
  }
  void give(std::vector<T>&& vector) {
    if (vector.capacity() == 0) return;
    if (spare_.size() < pool_vectors_max && vector.capacity() * sizeof(T) <= pool_capacity_max * 16) {
      vector.clear();
      spare_.push_back(std::move(vector));
    } else {
      std::vector<T>().swap(vector);
    }
  }

 private:
  std::vector<std::vector<T>> spare_;
};

template <class T>
Pool<T>& pool() {
  thread_local Pool<T> instance;
  return instance;
}

}  // namespace

void GatherBuffer::clear() {
  used_ = 0;
  if (storage_.size() > gather_bytes_kept) storage_ = {};
}

std::uint8_t* GatherBuffer::extend(std::size_t count) {
  if (used_ + count > storage_.size()) storage_.resize(used_ + count);
  std::uint8_t* const start = storage_.data() + used_;
  used_ += count;
  return start;
}

OutputQueue::~OutputQueue() {
  reset();
}

void OutputQueue::reset() {
  pool<Entry>().give(std::move(entries_));
  pool<std::uint8_t>().give(std::move(raw_));
  entries_ = {};
  raw_ = {};
  next_entry_ = 0;
  next_raw_ = 0;
  bytes_ = 0;
}

void OutputQueue::add(std::span<const std::uint8_t> packets) {
  if (packets.empty()) return;
  if (entries_.capacity() == 0) entries_ = pool<Entry>().take();
  if (raw_.capacity() == 0) raw_ = pool<std::uint8_t>().take();
  raw_.insert(raw_.end(), packets.begin(), packets.end());
  bytes_ += packets.size();
  if (entries_.size() > next_entry_ && !entries_.back().delivery.message) {
    entries_.back().raw_bytes += packets.size();
  } else {
    entries_.push_back(Entry{{}, packets.size()});
  }
}

void OutputQueue::add(const broker::Delivery& delivery) {
  if (entries_.capacity() == 0) entries_ = pool<Entry>().take();
  entries_.push_back(Entry{delivery, 0});
  bytes_ += broker::encoded_size(delivery);
}

void OutputQueue::gather(GatherBuffer& out, std::size_t bytes_wanted) {
  while (next_entry_ < entries_.size() && out.size() < bytes_wanted) {
    Entry& entry = entries_[next_entry_++];
    if (entry.delivery.message) {
      const std::size_t size = broker::encoded_size(entry.delivery);
      broker::encode(entry.delivery, out.extend(size));
      bytes_ -= size;
      entry.delivery.message = {};
    } else {
      std::memcpy(out.extend(entry.raw_bytes), raw_.data() + next_raw_, entry.raw_bytes);
      next_raw_ += entry.raw_bytes;
      bytes_ -= entry.raw_bytes;
    }
  }
  if (next_entry_ == entries_.size()) return reset();
  compact();
}

/// A queue that never runs empty would grow by all that ever went through it.
void OutputQueue::compact() {
  if (next_entry_ > compact_entries_min && next_entry_ > entries_.size() / 2) {
    entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(next_entry_));
    next_entry_ = 0;
  }
  if (next_raw_ > compact_raw_bytes_min && next_raw_ > raw_.size() / 2) {
    raw_.erase(raw_.begin(), raw_.begin() + static_cast<std::ptrdiff_t>(next_raw_));
    next_raw_ = 0;
  }
}

}  // namespace eg::io
