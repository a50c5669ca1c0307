// Seeds run one after another; a failing one prints its actions, of which CONTRIBUTING says how they become a
// golden case. Two cases of many short schedules, so that they run side by side.
#include <sstream>

#include "tests/golden/dialogues/player.hpp"
#include "tests/sim/schedule.hpp"
#include "tests/support/catch.hpp"

namespace eg::sim {
namespace {

constexpr int actions_each = 25;
// The sanitizers make a schedule about eight times as slow.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::uint32_t schedules_each = 750;
constexpr int long_schedules = 1;
#else
constexpr std::uint32_t schedules_each = 5'000;
constexpr int long_schedules = 5;
#endif

void run_schedules(std::uint32_t first_seed, std::uint32_t count, int actions) {
  for (std::uint32_t seed = first_seed; seed < first_seed + count; ++seed) {
    Schedule schedule(seed);
    const auto failure = schedule.run(actions);
    INFO("seed " << seed << "\n" << failure.value_or(""));
    REQUIRE_FALSE(failure);
  }
}

TEST_CASE("simulation: broker and model agree on every delivery") {
  run_schedules(1, schedules_each, actions_each);
}

TEST_CASE("simulation: broker and model agree on every delivery, other seeds") {
  run_schedules(5'001, schedules_each, actions_each);
}

TEST_CASE("simulation: the log of a seed is a dialogue that can be played") {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    Schedule schedule(seed);
    REQUIRE_FALSE(schedule.run(actions_each));
    dialogues::Dialogue dialogue{"seed " + std::to_string(seed), "log", {}};
    std::istringstream log(schedule.log());
    for (std::string line; std::getline(log, line);)
      dialogue.steps.push_back({dialogue.steps.size() + 1, line, dialogues::split(line)});
    REQUIRE(dialogue.steps.size() > 25);
    const auto failure = dialogues::Player(dialogue).play();
    INFO(failure.value_or(""));
    CHECK_FALSE(failure);
  }
}

TEST_CASE("simulation: a few long schedules") {
  run_schedules(100'001, long_schedules, 3000);
}

}  // namespace
}  // namespace eg::sim
