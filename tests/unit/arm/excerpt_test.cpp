// Short texts stay, long ones are cut between characters, and nothing that is not UTF-8 comes out.
#include "protocol/arm/excerpt.hpp"

#include "protocol/arm/percent_encoding.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("a text of up to 64 bytes is said back as it is") {
  for (const std::string& text : {std::string(), std::string("east us"), std::string(64, 'x')}) {
    CHECK(excerpt(text) == text);
  }
}

TEST_CASE("a longer text is cut, never within a character") {
  CHECK(excerpt(std::string(65, 'x')) == std::string(64, 'x') + "...");
  CHECK(excerpt(std::string(63, 'x') + "\xC3\xBC!") == std::string(63, 'x') + "...");
  CHECK(excerpt(std::string(1000, '\x80')).size() <= excerpt_bytes_max + 3);
}

TEST_CASE("bytes that are not UTF-8 and control characters become question marks") {
  CHECK(excerpt("a\xFF\x01") == "a??");
  CHECK(excerpt(std::string_view("a\0\nb\x7F", 5)) == "a??b?");
  CHECK(is_utf8(excerpt("\xC3")));
}

}  // namespace
}  // namespace eg::arm
