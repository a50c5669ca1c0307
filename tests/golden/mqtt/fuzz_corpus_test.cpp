// Replays the fuzz corpora as ordinary inputs, so that what a fuzzer once found stays fixed in every build.
#include "tests/support/fuzz_corpus.hpp"
#include "fuzz/packet_decoder.hpp"
#include "fuzz/properties.hpp"
#include "fuzz/topics.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("fuzz corpora of the codec run without a broken rule") {
  const struct {
    const char* target;
    void (*run)(std::span<const std::uint8_t>);
  } rows[] = {
      {"packet_decoder", eg::fuzz::decode_packets},
      {"properties", eg::fuzz::check_properties},
      {"topics", eg::fuzz::check_topics},
  };
  for (const auto& row : rows) {
    const auto inputs = eg::test::fuzz_corpus(row.target);
    CHECK(inputs.size() >= 20);
    for (const auto& [name, input] : inputs) {
      INFO(row.target << "/" << name);
      REQUIRE_FALSE(input.empty());
      row.run(input);
    }
  }
}
