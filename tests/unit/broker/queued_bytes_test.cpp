// Shared messages count once.
#include "server/broker/queued_bytes.hpp"

#include <vector>

#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("queued bytes: a message counts once, its places each") {
  const std::vector<std::uint8_t> bytes(1000, 'x');
  const MessagePointer message = Message::make("topic", bytes, bytes);
  const std::size_t size = message->memory_bytes();
  CHECK(size == sizeof(Message) + 2005);
  QueuedBytes queued;
  queued.add(*message);
  CHECK(queued.total() == size + queue_place_bytes);
  queued.add(*message);
  CHECK(queued.total() == size + 2 * queue_place_bytes);
  queued.remove(*message);
  CHECK(queued.total() == size + queue_place_bytes);
  queued.remove(*message);
  CHECK(queued.total() == 0);
}

}  // namespace eg::broker
