// Seeds run one after another; a failing one prints its actions, of which CONTRIBUTING says how they become a
// golden case. Two cases of many short schedules, so that they run side by side.
#include "tests/sim/schedule.hpp"
#include "tests/support/catch.hpp"

namespace eg::sim {
namespace {

void run_schedules(std::uint32_t first_seed, std::uint32_t count, int actions) {
  for (std::uint32_t seed = first_seed; seed < first_seed + count; ++seed) {
    Schedule schedule(seed);
    const auto failure = schedule.run(actions);
    INFO("seed " << seed << "\n" << failure.value_or(""));
    REQUIRE_FALSE(failure);
  }
}

TEST_CASE("simulation: broker and model agree on every delivery") {
  run_schedules(1, 5'000, 40);
}

TEST_CASE("simulation: broker and model agree on every delivery, other seeds") {
  run_schedules(5'001, 5'000, 40);
}

TEST_CASE("simulation: a few long schedules") {
  run_schedules(100'001, 5, 3000);
}

}  // namespace
}  // namespace eg::sim
