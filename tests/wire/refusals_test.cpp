// The broken set-ups of testdata/refusals: each has its own mistake, is refused with a stable reason, and
// works once the cure that the explanation names is applied.
#include "tests/wire/refusal_player.hpp"

namespace eg::test {
namespace {

TEST_CASE("broken set-ups: each is refused for its reason, and its cure makes it work") {
  WireEmulator emulator(WireEmulator::Kept::in_memory);
  RefusalPlayer player(emulator);
  std::set<std::string> names;
  for (const dialogues::Dialogue& set_up : dialogues::read_dialogues("refusals")) {
    INFO(set_up.name);
    CHECK(names.insert(set_up.file + ": " + set_up.name).second);
    const auto failure = player.play(set_up);
    INFO(failure.value_or(""));
    CHECK_FALSE(failure);
  }
  CHECK(names.size() >= 69);
  CHECK(player.seen_reasons().size() >= 35);
}

}  // namespace
}  // namespace eg::test
