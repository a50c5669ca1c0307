// Packets and messages leave in order, and the count of bytes is exact.
#include "server/io/output_queue.hpp"

#include "tests/support/catch.hpp"

namespace eg::io {
namespace {

using Bytes = std::vector<std::uint8_t>;

broker::Delivery delivery_of(const std::string& topic, std::size_t payload_bytes) {
  const Bytes payload(payload_bytes, 'p');
  broker::Delivery delivery;
  delivery.message = broker::Message::make(topic, {}, payload);
  return delivery;
}

TEST_CASE("bytes and messages are gathered in the order of adding") {
  OutputQueue queue;
  queue.add(Bytes{1, 2});
  queue.add(Bytes{3});
  queue.add(delivery_of("t", 1));
  queue.add(Bytes{4});
  const std::size_t size = broker::encoded_size(delivery_of("t", 1));
  CHECK(queue.bytes() == 4 + size);
  GatherBuffer out;
  queue.gather(out, 1'000'000);
  REQUIRE(out.size() == 4 + size);
  CHECK(Bytes(out.bytes().begin(), out.bytes().begin() + 3) == Bytes{1, 2, 3});
  CHECK(out.bytes()[3] == 0x30);
  CHECK(out.bytes().back() == 4);
  CHECK(queue.empty());
}

TEST_CASE("gathering stops after the entry that reaches the wanted size, and goes on later") {
  OutputQueue queue;
  for (int count = 0; count < 10; ++count) queue.add(delivery_of("t", 1000));
  GatherBuffer out;
  std::size_t rounds = 0;
  std::size_t total = 0;
  const std::size_t all = queue.bytes();
  for (; !queue.empty(); ++rounds) {
    out.clear();
    queue.gather(out, 2500);
    total += out.size();
    CHECK(queue.bytes() == all - total);
  }
  CHECK(rounds == 4);
  CHECK(total == all);
}

TEST_CASE("an emptied queue is filled again as a new one is") {
  OutputQueue queue;
  GatherBuffer out;
  for (int round = 0; round < 3; ++round) {
    queue.add(Bytes(100'000, 7));
    out.clear();
    queue.gather(out, 1);
    CHECK(out.size() == 100'000);
    CHECK(queue.empty());
    CHECK(queue.bytes() == 0);
  }
}

TEST_CASE("a queue that never runs empty does not grow by what went through it") {
  OutputQueue queue;
  GatherBuffer out;
  std::uint8_t next_in = 0;
  std::uint8_t next_out = 0;
  for (int round = 0; round < 20'000; ++round) {
    queue.add(Bytes(50, next_in++));
    queue.add(delivery_of("t", 10));
    if (round < 100) continue;
    for (int entry = 0; entry < 2; ++entry) {
      out.clear();
      queue.gather(out, 1);
      if (entry == 0) REQUIRE(Bytes(out.bytes().begin(), out.bytes().end()) == Bytes(50, next_out));
    }
    ++next_out;
  }
  CHECK(queue.own_bytes() < 100'000);
}

}  // namespace
}  // namespace eg::io
