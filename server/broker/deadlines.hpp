// One heap of due times for all links, sessions and namespaces. An entry is not moved or removed when its
// subject's due time changes: the owner compares it with what it armed last and arms anew when it is early.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace eg::broker {

struct Deadline {
  std::int64_t at_steady_milliseconds = 0;
  std::uint64_t serial = 0;  ///< of the link, session or namespace
  std::uint32_t link = 0;    ///< number of the link; 0 for a session or namespace
};

class Deadlines {
 public:
  void push(const Deadline& deadline);
  /// The earliest that is due, removed.
  std::optional<Deadline> pop_due(std::int64_t now_steady_milliseconds);
  /// Removes those for which `keeps` does not hold.
  void keep_if(const std::function<bool(const Deadline&)>& keeps);
  std::size_t size() const { return heap_.size(); }
  std::optional<std::int64_t> next_steady_milliseconds() const;

 private:
  std::vector<Deadline> heap_;
};

}  // namespace eg::broker
