// Identifiers as bytes, merging, and what is left for a session's own messages.
#include "server/broker/delivery_note.hpp"

#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

std::vector<std::uint8_t> bytes_of(const DeliveryNotePointer& note) {
  if (!note) return {};
  return {note->identifiers().begin(), note->identifiers().end()};
}

using Bytes = std::vector<std::uint8_t>;

}  // namespace

TEST_CASE("delivery note: one identifier is one property, none is no note") {
  CHECK_FALSE(DeliveryNote::make(0, false));
  CHECK((bytes_of(DeliveryNote::make(1, false)) == Bytes{0x0B, 1}));
  CHECK((bytes_of(DeliveryNote::make(200, true)) == Bytes{0x0B, 0xC8, 1}));
  CHECK((bytes_of(DeliveryNote::make(268'435'455, false)) == Bytes{0x0B, 0xFF, 0xFF, 0xFF, 0x7F}));
}

TEST_CASE("delivery note: merging keeps all, also equal ones, and shares what needs no merging") {
  const auto one = DeliveryNote::make(1, false);
  CHECK(&*DeliveryNote::merge(one, {}) == &*one);
  CHECK(&*DeliveryNote::merge({}, one) == &*one);
  CHECK_FALSE(DeliveryNote::merge({}, {}));
  const auto twice = DeliveryNote::merge(one, DeliveryNote::make(1, false));
  CHECK((bytes_of(twice) == Bytes{0x0B, 1, 0x0B, 1}));
  CHECK(twice->memory_bytes() == sizeof(DeliveryNote) + 4);
}

TEST_CASE("delivery note: own messages leave out the identifiers of No Local subscriptions") {
  const auto local = DeliveryNote::make(1, false);
  const auto remote = DeliveryNote::make(2, true);
  const auto both = DeliveryNote::merge(remote, local);
  CHECK((bytes_of(both) == Bytes{0x0B, 1, 0x0B, 2}));
  CHECK(&*DeliveryNote::own_part(local) == &*local);
  CHECK_FALSE(DeliveryNote::own_part(remote));
  CHECK_FALSE(DeliveryNote::own_part({}));
  CHECK((bytes_of(DeliveryNote::own_part(both)) == Bytes{0x0B, 1}));
  const auto more = DeliveryNote::merge(both, DeliveryNote::make(3, false));
  CHECK((bytes_of(DeliveryNote::own_part(more)) == Bytes{0x0B, 1, 0x0B, 3}));
}

TEST_CASE("delivery note: of a shared subscription it names the group, identifier or not") {
  const auto plain = DeliveryNote::make_shared(0, "$share/g/t");
  REQUIRE(plain);
  CHECK(plain->shared_filter() == "$share/g/t");
  CHECK(plain->identifiers().empty());
  CHECK((bytes_of(DeliveryNote::make_shared(3, "$share/g/t")) == Bytes{0x0B, 3}));
  CHECK(DeliveryNote::make(3, false)->shared_filter().empty());
}

TEST_CASE("delivery note pointer: copies and moves share one note, assignment to itself keeps it") {
  DeliveryNotePointer first = DeliveryNote::make(5, false);
  DeliveryNotePointer second = first;
  const DeliveryNotePointer third = std::move(first);
  CHECK_FALSE(first);
  CHECK(&*second == &*third);
  second = DeliveryNotePointer();
  CHECK((bytes_of(third) == Bytes{0x0B, 5}));
}

}  // namespace eg::broker
