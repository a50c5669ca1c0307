// Loads in a time of their own: who gains by a pause gets it, who loses does not, and a load that changes is
// judged anew.
#include "server/io/wake_up_pacing.hpp"

#include <algorithm>
#include <functional>

#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

constexpr std::uint64_t packet_bytes = 256;

struct Turn {
  Intake intake;
  std::int64_t microseconds = 0;  ///< until the next turn, the pause included
};
/// What arrives after a pause, and how long the turn takes with it.
using Load = std::function<Turn(int linger_microseconds)>;

Turn turn_of(double receives, double packets, double microseconds) {
  return {{static_cast<std::uint64_t>(receives), static_cast<std::uint64_t>(packets) * packet_bytes},
          static_cast<std::int64_t>(microseconds)};
}

/// Fifty links whose peers send 150,000 packets a second together and do not wait for answers.
Turn pipelined(int linger_microseconds) {
  const double microseconds = std::max(7, linger_microseconds * 4);
  const double packets = microseconds * 0.15;
  return turn_of(std::min(50.0, packets), packets, microseconds);
}

/// One pair: each packet is sent when the one before was answered.
Turn alternating(int linger_microseconds) {
  return turn_of(1, 1, 60 + linger_microseconds);
}

/// A packet every 100 us, each on another link, whatever the emulator does.
Load paced() {
  return [debt = 0.0](int linger_microseconds) mutable {
    const double microseconds = std::max(100.0, linger_microseconds + 20.0);
    debt += microseconds / 100;
    const double packets = static_cast<double>(static_cast<int>(debt));
    debt -= packets;
    return turn_of(packets, packets, microseconds);
  };
}

struct Clock {
  WakeUpPacing pacing;
  std::int64_t now_microseconds = 1'000'000;
  int linger_microseconds = 0;
  /// Share of the time during which the loop lingered between its turns.
  double lingering_share(const Load& load, std::int64_t microseconds) {
    std::int64_t lingered = 0;
    const std::int64_t end = now_microseconds + microseconds;
    while (now_microseconds < end) {
      const Turn turn = load(linger_microseconds);
      if (linger_microseconds > 0) lingered += turn.microseconds;
      now_microseconds += turn.microseconds;
      linger_microseconds = pacing.after_turn(now_microseconds, turn.intake);
    }
    return static_cast<double>(lingered) / static_cast<double>(microseconds);
  }
};

TEST_CASE("peers that do not wait for answers are lingered for, within a few hundredths of a second") {
  Clock clock;
  clock.lingering_share(pipelined, 50'000);
  CHECK(clock.lingering_share(pipelined, 200'000) > 0.8);
  CHECK(clock.lingering_share(pipelined, 2'000'000) > 0.95);
}

TEST_CASE("peers that wait for each answer are hardly ever lingered for") {
  Clock clock;
  CHECK(clock.lingering_share(alternating, 1'000'000) < 0.2);
  CHECK(clock.lingering_share(alternating, 2'000'000) < 0.03);
}

TEST_CASE("messages at a steady moderate pace are taken together where that saves wake-ups") {
  Clock clock;
  const Load load = paced();
  clock.lingering_share(load, 100'000);
  CHECK(clock.lingering_share(load, 2'000'000) > 0.9);
}

TEST_CASE("few messages are never lingered for") {
  Clock clock;
  CHECK(clock.lingering_share([](int linger) { return turn_of(1, 1, 250 + linger); }, 2'000'000) == 0);
}

TEST_CASE("a load that changes is judged anew") {
  Clock clock;
  clock.lingering_share(pipelined, 500'000);
  CHECK(clock.lingering_share(alternating, 1'000'000) < 0.2);
  CHECK(clock.lingering_share(alternating, 1'000'000) < 0.05);
  SECTION("at once") {
    clock.lingering_share(pipelined, 1'500'000);
  }
  SECTION("sooner after a pause") {
    clock.now_microseconds += 1'000'000;
    clock.lingering_share(pipelined, 60'000);
  }
  CHECK(clock.lingering_share(pipelined, 200'000) > 0.8);
}

TEST_CASE("turns without any input are no load") {
  Clock clock;
  CHECK(clock.lingering_share([](int) { return turn_of(0, 0, 50); }, 500'000) == 0);
}

}  // namespace
}  // namespace eg::io
