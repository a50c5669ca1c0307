#include "authz/quote.hpp"

#include "tests/support/catch.hpp"

TEST_CASE("a quoted text stays on one line") {
  CHECK(eg::authz::quoted("a/b") == "'a/b'");
  CHECK(eg::authz::quoted("") == "''");
  CHECK(eg::authz::quoted("a\nforged\x7F") == "'a\\x0Aforged\\x7F'");
  CHECK(eg::authz::quoted("\xC3\xA4") == "'\xC3\xA4'");
}

TEST_CASE("a long quoted text is cut between two characters, and says how long it was") {
  const std::string fits(256, 'x');
  CHECK(eg::authz::quoted(fits) == "'" + fits + "'");
  CHECK(eg::authz::quoted(fits + "y") == "'" + fits + "\xE2\x80\xA6' (257 bytes)");
  const std::string straddling = std::string(255, 'x') + "\xC3\xA4";
  CHECK(eg::authz::quoted(straddling) == "'" + std::string(255, 'x') + "\xE2\x80\xA6' (257 bytes)");
  CHECK(eg::authz::shortened("abc", 3) == "abc");
  CHECK(eg::authz::shortened("abc", 2) == "ab\xE2\x80\xA6");
}
