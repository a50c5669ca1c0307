// The dialogues of testdata/mqtt/dialogues once more, over real connections.
#include "tests/wire/dialogue_player.hpp"
#include "tests/wire/websocket_carrier.hpp"

namespace eg::test {
namespace {

using dialogues::Dialogue;

bool has_quotas_off(const Dialogue& dialogue) {
  for (const dialogues::Step& step : dialogue.steps) {
    if (step.text == "quotas off") return true;
  }
  return false;
}

std::size_t play_all(WireEmulator& emulator, const CarrierMaker& maker, bool with_quotas) {
  DialoguePlayer player(emulator, maker);
  std::size_t played = 0;
  for (const Dialogue& dialogue : dialogues::read_dialogues()) {
    if (only_in_process(dialogue) || has_quotas_off(dialogue) == with_quotas) continue;
    INFO(dialogue.name);
    const auto failure = player.play(dialogue);
    INFO(failure.value_or(""));
    CHECK_FALSE(failure);
    ++played;
  }
  return played;
}

TEST_CASE("dialogues over TLS") {
  WireEmulator emulator(WireEmulator::Kept::in_memory);
  CHECK(play_all(emulator, tls_carrier, true) >= 150);
}

TEST_CASE("dialogues over TLS with quotas off") {
  WireEmulator emulator(WireEmulator::Kept::in_memory, "off");
  CHECK(play_all(emulator, tls_carrier, false) >= 1);
}

TEST_CASE("dialogues over WebSocket") {
  WireEmulator emulator(WireEmulator::Kept::in_memory);
  CHECK(play_all(emulator, websocket_carrier, true) >= 75);
}

TEST_CASE("few dialogues are left to the player inside the process, each for a reason") {
  std::size_t left = 0;
  std::size_t all = 0;
  for (const Dialogue& dialogue : dialogues::read_dialogues()) {
    ++all;
    const auto why = only_in_process(dialogue);
    if (!why) continue;
    ++left;
    WARN("only in process: " << dialogue.file << ": " << dialogue.name << ": it " << *why);
  }
  CHECK(left * 3 < all);
}

}  // namespace
}  // namespace eg::test
