// Plays every dialogue, then every dialogue with every link cut.
#include "tests/golden/dialogues/player.hpp"
#include "tests/support/catch.hpp"

namespace eg::dialogues {

TEST_CASE("dialogues: every one goes as it is written") {
  const std::vector<Dialogue> dialogues = read_dialogues();
  REQUIRE(dialogues.size() >= 60);
  for (const Dialogue& dialogue : dialogues) {
    INFO(dialogue.name);
    Player player(dialogue);
    const auto failure = player.play();
    INFO(failure.value_or(""));
    CHECK_FALSE(failure);
  }
}

TEST_CASE("dialogues: with a link cut after any step others are served and no link is left") {
  std::size_t runs = 0;
  for (const Dialogue& dialogue : read_dialogues()) {
    for (std::size_t cut = 0; cut < dialogue.steps.size(); ++cut, ++runs) {
      INFO(dialogue.file << ":" << dialogue.steps[cut].line_number << " " << dialogue.name);
      Player player(dialogue);
      const auto failure = player.play_cut(cut);
      INFO(failure.value_or(""));
      CHECK_FALSE(failure);
    }
  }
  CHECK(runs > 500);
}

}  // namespace eg::dialogues
