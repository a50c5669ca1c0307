// Order of deadlines.
#include "server/broker/deadlines.hpp"

#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("deadlines: fire in order of time, then of age, and not before") {
  Deadlines deadlines;
  CHECK_FALSE(deadlines.next_steady_milliseconds());
  deadlines.push({30, 1, 0});
  deadlines.push({10, 3, 0});
  deadlines.push({10, 2, 7});
  CHECK(deadlines.next_steady_milliseconds() == 10);
  CHECK_FALSE(deadlines.pop_due(9));
  const auto first = deadlines.pop_due(10);
  REQUIRE(first);
  CHECK(first->serial == 2);
  CHECK(first->link == 7);
  CHECK(deadlines.pop_due(10)->serial == 3);
  CHECK_FALSE(deadlines.pop_due(29));
  CHECK(deadlines.pop_due(100)->serial == 1);
  CHECK_FALSE(deadlines.pop_due(100));
}

TEST_CASE("deadlines: those that are kept still fire in order") {
  Deadlines deadlines;
  for (std::uint64_t serial = 1; serial <= 20; ++serial)
    deadlines.push({static_cast<std::int64_t>(100 - serial), serial, 0});
  deadlines.keep_if([](const Deadline& one) { return one.serial % 5 == 0; });
  CHECK(deadlines.size() == 4);
  for (const std::uint64_t serial : {20U, 15U, 10U, 5U}) CHECK(deadlines.pop_due(1000)->serial == serial);
}

}  // namespace eg::broker
