// Seeds run one after another; a failing one prints its actions.
#include "tests/sim/schedule.hpp"
#include "tests/support/catch.hpp"

namespace eg::sim {

TEST_CASE("simulation: broker and model agree on every delivery") {
  constexpr std::uint32_t schedules = 1500;
  for (std::uint32_t seed = 1; seed <= schedules; ++seed) {
    Schedule schedule(seed);
    const auto failure = schedule.run(60);
    INFO("seed " << seed << "\n" << failure.value_or(""));
    REQUIRE_FALSE(failure);
  }
}

TEST_CASE("simulation: a few long schedules") {
  for (std::uint32_t seed = 100'001; seed <= 100'005; ++seed) {
    Schedule schedule(seed);
    const auto failure = schedule.run(3000);
    INFO("seed " << seed << "\n" << failure.value_or(""));
    REQUIRE_FALSE(failure);
  }
}

}  // namespace eg::sim
