// clock_gettime instead of <chrono>: one system call per value, both without a kernel entry.
#include "server/io/clock.hpp"

#include <ctime>

namespace eg::io {
namespace {

std::int64_t microseconds(clockid_t clock) {
  timespec value{};
  clock_gettime(clock, &value);
  return static_cast<std::int64_t>(value.tv_sec) * 1'000'000 + value.tv_nsec / 1000;
}

std::int64_t milliseconds(clockid_t clock) {
  return microseconds(clock) / 1000;
}

}  // namespace

broker::Now read_clock() {
  return {milliseconds(CLOCK_MONOTONIC), unix_seconds()};
}

std::int64_t steady_microseconds() {
  return microseconds(CLOCK_MONOTONIC);
}

std::int64_t unix_milliseconds() {
  return milliseconds(CLOCK_REALTIME);
}

std::int64_t unix_seconds() {
  return milliseconds(CLOCK_REALTIME_COARSE) / 1000;
}

}  // namespace eg::io
