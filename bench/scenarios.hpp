// How the programs of bench/ that measure code are called: a table of scenarios, each of which is timed by
// the process's own CPU time, or run a given number of times for callgrind, whose counts are compared. Knows
// nothing of what is measured.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

namespace eg::bench {

struct Scenario {
  const char* name;
  double target_nanoseconds;  ///< of one call; 0: none was set
  std::size_t count;          ///< of calls, for a loop of some tenths of a second
  /// Prepares, and returns what is measured.
  std::function<std::function<void()>()> prepare;
};

/// Takes a value that a loop makes, so that no compiler leaves the loop out.
void keep(std::size_t value);

/// The whole of main: without arguments all scenarios are timed and printed; SCENARIO COUNT runs one of them
/// that many times and prints nothing. Returns the exit code.
int run(std::span<char* const> arguments, std::span<const Scenario> scenarios);

}  // namespace eg::bench
