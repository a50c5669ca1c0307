// Random queries, right and wrong ones, against a naive interpreter.
#include "authz/group_query.hpp"
#include "tests/support/authz_naive_query.hpp"
#include "tests/support/authz_random_model.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz_test;

namespace {

/// One character taken out, doubled or replaced.
std::string damaged(std::string text, RandomModel& random) {
  const std::size_t at = random.below(text.size());
  switch (random.below(3)) {
    case 0: text.erase(at, 1); break;
    case 1: text.insert(at, 1, text[at]); break;
    default: text[at] = "()[]'\",.=<>!aA1- "[random.below(17)];
  }
  return text;
}

}  // namespace

TEST_CASE("a query means what a naive reader reads") {
  std::size_t valid = 0;
  std::size_t wrong = 0;
  std::size_t members = 0;
  for (std::uint32_t seed = 1; seed <= 20'000; ++seed) {
    RandomModel random(seed);
    const eg::authz::Client client = random.client(random.name());
    std::string query = random.query();
    if (random.one_in(3)) query = damaged(query, random);
    const std::optional<bool> expected = NaiveQuery(query, client).answer();
    const auto parsed = eg::authz::GroupQuery::parse(query);
    INFO("seed " << seed << ": " << query << "\n" << shown(client));
    if (parsed.has_value() != expected.has_value()) {
      FAIL("taken for a query: " << parsed.has_value() << (parsed ? "" : ", " + parsed.error().message));
    }
    if (!expected) {
      ++wrong;
      if (parsed.error().column < 1 || parsed.error().column > query.size() + 1) FAIL(parsed.error().column);
      continue;
    }
    ++valid;
    members += *expected ? 1 : 0;
    if (parsed->contains(client.authentication_name, client.attributes) != *expected)
      FAIL("holds: " << !*expected);
  }
  // The cases are worth something:
  CHECK(valid > 10'000);
  CHECK(wrong > 2'000);
  CHECK((members > valid / 10 && members < valid * 9 / 10));
}
