// Order in the ring while it grows and wraps.
#include "server/broker/fifo.hpp"

#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("fifo: keeps order while it grows and goes round") {
  Fifo<int> fifo;
  int next_in = 0;
  int next_out = 0;
  for (int round = 0; round < 50; ++round) {
    for (int count = 0; count < 7; ++count) fifo.push_back(next_in++);
    for (int count = 0; count < 5; ++count, fifo.pop_front()) REQUIRE(fifo.front() == next_out++);
  }
  CHECK(fifo.size() == 100);
  CHECK(fifo[99] == next_in - 1);
}

TEST_CASE("fifo: keep_if keeps order") {
  Fifo<int> fifo;
  for (int value = 0; value < 10; ++value) fifo.push_back(value);
  fifo.keep_if([](int value) { return value % 3 == 0; });
  REQUIRE(fifo.size() == 4);
  CHECK(fifo[3] == 9);
  while (!fifo.empty()) fifo.pop_front();
  fifo.push_back(1);
  CHECK(fifo.front() == 1);
}

}  // namespace eg::broker
