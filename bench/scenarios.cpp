// Times scenarios by the CPU time of the process, which other work on the machine disturbs little.
#include "bench/scenarios.hpp"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace eg::bench {
namespace {

volatile std::size_t sink = 0;

double cpu_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// The best of five loops: what disturbs a loop only ever makes it longer.
double nanoseconds_per_call(const Scenario& scenario) {
  const std::function<void()> call = scenario.prepare();
  call();
  double best = 1e18;
  for (int round = 0; round < 5; ++round) {
    const double begin = cpu_nanoseconds();
    for (std::size_t i = 0; i < scenario.count; ++i) call();
    const double each = (cpu_nanoseconds() - begin) / static_cast<double>(scenario.count);
    if (each < best) best = each;
  }
  return best;
}

void print_times(std::span<const Scenario> scenarios) {
  for (const Scenario& scenario : scenarios) {
    std::printf("%-30s %12.1f ns", scenario.name, nanoseconds_per_call(scenario));
    if (scenario.target_nanoseconds > 0) std::printf(", at most %.0f", scenario.target_nanoseconds);
    std::printf("\n");
    std::fflush(stdout);
  }
}

}  // namespace

void keep(std::size_t value) {
  sink = sink + value;
}

int run(std::span<char* const> arguments, std::span<const Scenario> scenarios) {
  if (arguments.size() == 1) {
    print_times(scenarios);
    return 0;
  }
  for (const Scenario& scenario : scenarios) {
    if (arguments.size() != 3 || std::string_view(arguments[1]) != scenario.name) continue;
    const std::function<void()> call = scenario.prepare();
    for (long i = std::strtol(arguments[2], nullptr, 10); i > 0; --i) call();
    return 0;
  }
  std::fprintf(stderr, "usage: %s [SCENARIO COUNT]; the scenarios are what it prints without arguments\n",
               arguments[0]);
  return 2;
}

}  // namespace eg::bench
