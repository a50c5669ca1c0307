// A growing ring buffer that owns nothing while it is empty: idle sessions are many, std::deque takes half a
// kilobyte each. Knows nothing of what it holds.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace eg::broker {

template <class T>
class Fifo {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t index) { return slots_[(first_ + index) & (slots_.size() - 1)]; }
  const T& operator[](std::size_t index) const { return slots_[(first_ + index) & (slots_.size() - 1)]; }
  T& front() { return slots_[first_]; }

  void push_back(T value) {
    if (size_ == slots_.size()) grow();
    (*this)[size_++] = std::move(value);
  }
  void pop_front() {
    slots_[first_] = T();
    first_ = (first_ + 1) & (slots_.size() - 1);
    if (--size_ == 0 && slots_.size() > kept_slots_max) release();
  }
  /// Keeps the elements for which `keeps` holds, in order.
  template <class Predicate>
  void keep_if(Predicate keeps) {
    std::size_t kept = 0;
    for (std::size_t index = 0; index < size_; ++index) {
      if (!keeps((*this)[index])) continue;
      if (kept != index) (*this)[kept] = std::move((*this)[index]);
      ++kept;
    }
    for (std::size_t index = kept; index < size_; ++index) (*this)[index] = T();
    size_ = kept;
  }

 private:
  static constexpr std::size_t kept_slots_max = 64;
  void release() {
    slots_ = std::vector<T>();
    first_ = 0;
  }
  void grow() {
    std::vector<T> larger(slots_.empty() ? 4 : slots_.size() * 2);
    for (std::size_t index = 0; index < size_; ++index) larger[index] = std::move((*this)[index]);
    slots_ = std::move(larger);
    first_ = 0;
  }
  std::vector<T> slots_;  // size 0 or a power of two
  std::size_t first_ = 0;
  std::size_t size_ = 0;
};

}  // namespace eg::broker
