#include "authz/quote.hpp"

#include "tests/support/catch.hpp"

using eg::authz::quoted;

TEST_CASE("a quoted text stays on one line") {
  CHECK(quoted("a/b") == "'a/b'");
  CHECK(quoted("") == "''");
  CHECK(quoted("a\nforged\x7F") == "'a\\x0Aforged\\x7F'");
  CHECK(quoted("\xC3\xA4") == "'\xC3\xA4'");
}
