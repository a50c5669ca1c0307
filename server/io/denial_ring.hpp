// Remembers the last refusals for GET /emulator/denials: written by the core thread, one lock for each
// refusal and none for anything else, read by the control thread. Bounded in number and size; a restart
// forgets it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string_view>

#include "server/broker/effects.hpp"
#include "server/control/denials.hpp"

namespace eg::io {

class DenialRing {
 public:
  static constexpr std::size_t kept_max = 1000;
  /// Among so many of the newest one alike is looked for, so that a client in a loop does not push out
  /// others.
  static constexpr std::size_t alike_among = 16;

  DenialRing();
  /// Events that refuse nothing are passed over. `remote_address` may be empty.
  void record(const broker::Event& event, std::string_view remote_address);
  /// From any thread.
  control::RecentDenials recent() const;

 private:
  using Entry = std::shared_ptr<const control::Denial>;
  const std::int64_t start_unix_milliseconds_;
  mutable std::mutex mutex_;
  std::deque<Entry> newest_first_;  ///< guarded by mutex_
  std::uint64_t forgotten_ = 0;     ///< guarded by mutex_
};

}  // namespace eg::io
