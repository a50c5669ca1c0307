// Repeatable, within bounds, and even.
#include "server/broker/random_sequence.hpp"

#include <array>

#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("random sequence: a seed always gives the same numbers, another seed others") {
  RandomSequence first(7);
  RandomSequence again(7);
  RandomSequence other(8);
  int equal_to_other = 0;
  for (int count = 0; count < 100; ++count) {
    const std::uint64_t number = first.next();
    CHECK(number == again.next());
    equal_to_other += number == other.next() ? 1 : 0;
  }
  CHECK(equal_to_other == 0);
}

TEST_CASE("random sequence: every number below the bound comes about equally often") {
  RandomSequence random(0);
  std::array<int, 3> hits{};
  for (int count = 0; count < 3000; ++count) ++hits.at(random.below(hits.size()));
  for (const int each : hits) {
    CHECK(each > 900);
    CHECK(each < 1100);
  }
  CHECK(random.below(1) == 0);
}

}  // namespace eg::broker
