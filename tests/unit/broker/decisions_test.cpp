// What the cache knows and what it must not.
#include "server/broker/decisions.hpp"

#include "tests/support/catch.hpp"

namespace eg::broker {

TEST_CASE("decisions: what was allowed is known until it is cleared or pushed out") {
  PublishDecisions decisions;
  CHECK_FALSE(decisions.is_allowed("a/b"));
  decisions.remember_allowed("a/b");
  CHECK(decisions.is_allowed("a/b"));
  CHECK_FALSE(decisions.is_allowed("a/c"));
  CHECK_FALSE(decisions.is_allowed(""));
  decisions.clear();
  CHECK_FALSE(decisions.is_allowed("a/b"));
}

TEST_CASE("decisions: a topic in the slot of another is not taken for it") {
  PublishDecisions decisions;
  for (int number = 0; number < 200; ++number) decisions.remember_allowed("t/" + std::to_string(number));
  int known = 0;
  for (int number = 0; number < 200; ++number)
    known += decisions.is_allowed("t/" + std::to_string(number)) ? 1 : 0;
  CHECK(known > 0);
  CHECK(known <= 16);
  CHECK_FALSE(decisions.is_allowed("t/200"));
}

}  // namespace eg::broker
