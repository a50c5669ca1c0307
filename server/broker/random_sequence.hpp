// A repeatable sequence of numbers that look random (splitmix64): the broker's choices follow from its seed.
// Not for secrets. Knows nothing of where a seed comes from.
#pragma once

#include <cstddef>
#include <cstdint>

namespace eg::broker {

class RandomSequence {
 public:
  explicit RandomSequence(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t value = state_;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return value ^ (value >> 31U);
  }
  /// From 0 to bound - 1; `bound` is not 0. Its bias is below anything that could be seen.
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

 private:
  std::uint64_t state_;
};

}  // namespace eg::broker
