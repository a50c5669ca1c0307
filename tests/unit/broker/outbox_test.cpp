// Windows, redelivery, quotas and identifiers.
#include "server/broker/outbox.hpp"

#include <algorithm>
#include <string>

#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

MessagePointer message(std::size_t payload_bytes, std::int64_t expires = Message::never_expires) {
  const std::vector<std::uint8_t> payload(payload_bytes, 'x');
  return Message::make("t", {}, payload, expires);
}

/// Identifiers of all that may be sent now, `d` after duplicates.
std::string drain(Outbox& outbox, std::int64_t now = 0) {
  std::string sent;
  while (const auto outgoing = outbox.next(now)) {
    sent += std::to_string(outgoing->packet_identifier) + (outgoing->duplicate ? "d " : " ");
  }
  return sent;
}

}  // namespace

TEST_CASE("outbox: open for a message that would go at once, with its RETAIN flag") {
  Outbox outbox;
  outbox.connect(2, true);
  CHECK(outbox.is_open_for(*message(1)));
  outbox.push({message(1), {}, true}, 0, true);
  CHECK_FALSE(outbox.is_open_for(*message(1)));  // it would wait behind another
  CHECK(outbox.next(0)->copy.retain);
  CHECK(outbox.is_open_for(*message(1)));
  outbox.push({message(1)}, 0, true);
  CHECK_FALSE(outbox.next(0)->copy.retain);
  CHECK_FALSE(outbox.is_open_for(*message(1)));  // the window is full
  outbox.connect(2, true);
  CHECK_FALSE(outbox.is_open_for(*message(1)));  // others are to be sent again
  CHECK(outbox.next(0)->copy.retain);
}

TEST_CASE("outbox: identifiers count from 1 and the window is the smaller of both limits") {
  Outbox outbox;
  outbox.connect(2, true);
  for (int count = 0; count < 4; ++count) REQUIRE(outbox.push({message(1)}, 0, true));
  CHECK(drain(outbox) == "1 2 ");
  CHECK(outbox.in_flight_count() == 2);
  CHECK(outbox.queued_count() == 2);
  CHECK(outbox.acknowledge(1));
  CHECK(drain(outbox) == "3 ");
  outbox.connect(65535, true);
  for (int count = 0; count < 100; ++count) outbox.push({message(0)}, 0, true);
  drain(outbox);
  CHECK(outbox.in_flight_count() == in_flight_messages_max);
}

TEST_CASE("outbox: 64 KiB in flight, yet always one message") {
  Outbox outbox;
  outbox.connect(100, true);
  outbox.push({message(100'000)}, 0, true);
  outbox.push({message(65'000)}, 0, true);
  outbox.push({message(1000)}, 0, true);
  CHECK(drain(outbox) == "1 ");
  outbox.acknowledge(1);
  CHECK(drain(outbox) == "2 ");
  outbox.acknowledge(2);
  CHECK(drain(outbox) == "3 ");
}

TEST_CASE("outbox: unacknowledged messages are sent again in order, within the new window") {
  Outbox outbox;
  outbox.connect(10, true);
  for (int count = 0; count < 4; ++count) outbox.push({message(1)}, 0, true);
  drain(outbox);
  CHECK(outbox.acknowledge(2));
  outbox.connect(2, true);
  CHECK(drain(outbox) == "1d 3d ");
  outbox.push({message(1)}, 0, true);
  CHECK(outbox.acknowledge(1));
  CHECK(drain(outbox) == "4d ");
  CHECK(outbox.acknowledge(3));
  CHECK(drain(outbox) == "5 ");
}

TEST_CASE("outbox: acknowledgements of nothing are told") {
  Outbox outbox;
  CHECK_FALSE(outbox.acknowledge(1));
  outbox.connect(10, true);
  outbox.push({message(1)}, 0, true);
  drain(outbox);
  CHECK_FALSE(outbox.acknowledge(0));
  CHECK_FALSE(outbox.acknowledge(2));
  CHECK(outbox.acknowledge(1));
  CHECK_FALSE(outbox.acknowledge(1));
}

TEST_CASE("outbox: quotas of the queue are 100 messages and 1 MiB, expired ones make room") {
  Outbox outbox;
  for (int count = 0; count < 99; ++count) REQUIRE(outbox.push({message(1)}, 0, true));
  REQUIRE(outbox.push({message(1, 1000)}, 0, true));
  CHECK_FALSE(outbox.push({message(1)}, 999, true));
  CHECK(outbox.push({message(1)}, 1000, true));
  CHECK_FALSE(outbox.push({message(1)}, 1000, true));
  CHECK(outbox.push({message(1)}, 1000, false));

  Outbox large;
  CHECK(large.push({message(queue_bytes_max - 1)}, 0, true));  // the topic is one byte
  CHECK_FALSE(large.push({message(0)}, 0, true));
}

TEST_CASE("outbox: what stands beside the quota takes no room, neither in numbers nor in bytes") {
  Outbox outbox;
  for (std::size_t count = 0; count < queue_messages_max; ++count) {
    REQUIRE(outbox.push({message(queue_bytes_max), {}, true, true}, 0, true));
    REQUIRE(outbox.push({message(1, 5)}, 0, true));
  }
  CHECK_FALSE(outbox.has_room_for(*message(1), 0, true));
  CHECK_FALSE(outbox.push({message(1)}, 0, true));
  CHECK(outbox.has_room_for(*message(1), 5, true));
  CHECK(outbox.push({message(queue_bytes_max - 1)}, 5, true));
  CHECK_FALSE(outbox.push({message(1)}, 5, true));
  outbox.connect(65535, false);
  CHECK(std::ranges::count(drain(outbox, 5), ' ') == queue_messages_max + 1);
  CHECK(outbox.push({message(queue_bytes_max - 1)}, 5, true));
  CHECK_FALSE(outbox.push({message(1)}, 5, true));
}

TEST_CASE("outbox: what has expired is not begun, what was begun goes on") {
  Outbox outbox;
  outbox.connect(1, true);
  outbox.push({message(1, 1000)}, 0, true);
  CHECK(drain(outbox, 0) == "1 ");
  outbox.push({message(1, 1000)}, 0, true);
  outbox.connect(1, true);
  CHECK(drain(outbox, 5000) == "1d ");
  outbox.acknowledge(1);
  CHECK(drain(outbox, 5000).empty());
  CHECK(outbox.queued_count() == 0);
}

TEST_CASE("outbox: identifiers go round and leave out 0") {
  Outbox outbox;
  outbox.connect(1, false);
  std::uint16_t last = 0;
  for (int count = 0; count < 65'536; ++count) {
    outbox.push({message(0)}, 0, false);
    last = outbox.next(0)->packet_identifier;
    REQUIRE(outbox.acknowledge(last));
  }
  CHECK(last == 1);
}

TEST_CASE("outbox: notes wait with their messages, are sent again with them and count as held") {
  Outbox outbox;
  QueuedBytes total;
  outbox.count_into(total);
  outbox.connect(1, true);
  const auto note = DeliveryNote::make(5, false);
  outbox.push({message(1), note}, 0, true);
  outbox.push({message(1)}, 0, true);
  const std::size_t plain = message(1)->memory_bytes() + queue_place_bytes;
  CHECK(outbox.held_bytes() == 2 * plain + note->memory_bytes());
  CHECK(&*outbox.next(0)->copy.note == &*note);
  outbox.connect(1, true);
  CHECK(&*outbox.next(0)->copy.note == &*note);
  outbox.acknowledge(1);
  CHECK_FALSE(outbox.next(0)->copy.note);
  CHECK(outbox.held_bytes() == plain);
  CHECK(total.total() == plain);
}

TEST_CASE("outbox: room and an open window are told beforehand") {
  Outbox outbox;
  outbox.connect(1, true);
  CHECK(outbox.is_open_for(*message(1)));
  outbox.push({message(1)}, 0, true);
  CHECK_FALSE(outbox.is_open_for(*message(1)));  // another waits
  drain(outbox);
  CHECK_FALSE(outbox.is_open_for(*message(1)));  // the window is full
  outbox.connect(1, true);
  outbox.acknowledge(1);
  CHECK(outbox.is_open_for(*message(1)));

  for (int count = 0; count < 99; ++count) outbox.push({message(1)}, 0, true);
  CHECK(outbox.has_room_for(*message(1), 0, true));
  CHECK_FALSE(outbox.has_room_for(*message(queue_bytes_max), 0, true));
  outbox.push({message(1, 1000)}, 0, true);
  CHECK_FALSE(outbox.has_room_for(*message(1), 999, true));
  CHECK(outbox.has_room_for(*message(1), 1000, true));  // the expired one will make room
  CHECK(outbox.has_room_for(*message(1), 0, false));
}

TEST_CASE("outbox: messages of shared subscriptions are found, those sent first") {
  Outbox outbox;
  outbox.connect(2, true);
  const auto note = DeliveryNote::make_shared(0, "$share/g/t");
  for (std::size_t size = 1; size <= 4; ++size) outbox.push({message(size), note}, 0, true);
  outbox.push({message(5)}, 0, true);
  outbox.push({message(6), DeliveryNote::make(1, false)}, 0, true);
  drain(outbox);
  outbox.acknowledge(1);
  std::string sizes;
  for (const Outbox::Copy& copy : outbox.shared_copies())
    sizes += std::to_string(copy.message->payload().size());
  CHECK(sizes == "234");
}

TEST_CASE("outbox: what it holds is counted until it is acknowledged, expired or forgotten") {
  QueuedBytes total;
  Outbox outbox;
  outbox.count_into(total);
  outbox.connect(2, true);
  const std::size_t one = message(1)->memory_bytes() + queue_place_bytes;
  for (int count = 0; count < 4; ++count) outbox.push({message(1)}, 0, true);
  outbox.push({message(1, 1000)}, 0, true);
  CHECK(outbox.held_bytes() == 5 * one);
  drain(outbox);
  CHECK(outbox.held_bytes() == 5 * one);
  outbox.acknowledge(1);
  CHECK(outbox.held_bytes() == 4 * one);
  outbox.connect(100, true);
  drain(outbox, 5000);  // the last has expired
  CHECK(outbox.held_bytes() == 3 * one);
  CHECK(total.total() == 3 * one);
  for (int count = 0; count < 100; ++count) outbox.push({message(1, 6000)}, 5000, true);
  REQUIRE(outbox.push({message(1)}, 7000, true));  // expired ones make room
  CHECK(outbox.held_bytes() == 4 * one);
  outbox.clear();
  CHECK(outbox.held_bytes() == 0);
  CHECK(total.total() == 0);
  outbox.push({message(1)}, 0, true);
  CHECK(total.total() == one);
}

}  // namespace eg::broker
