// Lines stay lines, whatever is in them.
#include "server/log.hpp"

#include "tests/support/catch.hpp"

namespace eg::app {
namespace {

TEST_CASE("control characters are escaped and the rest stays as it is") {
  struct Case {
    std::string text;
    std::string expected;
  };
  for (const Case& each : std::vector<Case>{
           {"", ""},
           {"a line with \"quotes\" and \xC3\xA9", "a line with \"quotes\" and \xC3\xA9"},
           {"GET /\n2026-01-01T00:00:00.000Z info forged", "GET /\\x0A2026-01-01T00:00:00.000Z info forged"},
           {"\r\t\x1b[31m\x7f", "\\x0D\\x09\\x1B[31m\\x7F"},
           {std::string("a\0b", 3), "a\\x00b"}}) {
    CHECK(escaped_line(each.text) == each.expected);
  }
}

}  // namespace
}  // namespace eg::app
