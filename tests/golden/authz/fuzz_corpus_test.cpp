// Replays the fuzz corpora as ordinary inputs, so that what a fuzzer once found stays fixed in every build.
#include "tests/support/fuzz_corpus.hpp"
#include "fuzz/group_queries.hpp"
#include "fuzz/topic_templates.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("fuzz corpora of queries and templates run without a broken rule") {
  const struct {
    const char* target;
    void (*run)(std::span<const std::uint8_t>);
  } rows[] = {
      {"group_queries", eg::fuzz::check_group_queries},
      {"topic_templates", eg::fuzz::check_topic_templates},
  };
  for (const auto& row : rows) {
    const auto inputs = eg::test::fuzz_corpus(row.target);
    CHECK(inputs.size() >= 20);
    for (const auto& [name, input] : inputs) {
      INFO(row.target << "/" << name);
      row.run(input);
    }
  }
}
