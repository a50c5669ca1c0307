// Replays the corpus of the connection scripts as ordinary inputs.
#include "tests/support/fuzz_corpus.hpp"
#include "fuzz/connections.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("fuzz corpus of connection scripts runs without a broken rule") {
  const auto inputs = eg::test::fuzz_corpus("connections");
  CHECK(inputs.size() >= 30);
  for (const auto& [name, input] : inputs) {
    INFO(name);
    REQUIRE_FALSE(input.empty());
    eg::fuzz::play_connections(input);
  }
}
