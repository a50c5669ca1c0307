// Escapes, what a path may not encode, and UTF-8 at its edges.
#include "protocol/arm/percent_encoding.hpp"

#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("escapes are decoded; a plus is a blank in a form only") {
  CHECK(percent_decode("%24all%3a", Encoding::path_segment) == "$all:");
  CHECK(percent_decode("a+b", Encoding::path_segment) == "a+b");
  CHECK(percent_decode("a+b%2F%2b", Encoding::form) == "a b/+");
  CHECK(percent_decode("gr%C3%BC", Encoding::path_segment) == "gr\xC3\xBC");
}

TEST_CASE("bad escapes are refused, and an encoded slash or a control character in a path segment") {
  for (const char* text : {"%", "%1", "a%zz", "%C3", "%FF", "a%2Fb", "%00", "a%0A", "a\tb", "\x7F"}) {
    INFO(text);
    CHECK_FALSE(percent_decode(text, Encoding::path_segment).has_value());
  }
  CHECK_FALSE(percent_decode("a=%FF", Encoding::form).has_value());
}

TEST_CASE("UTF-8 is what RFC 3629 allows") {
  for (const char* good : {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF",
                           "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    INFO(good);
    CHECK(is_utf8(good));
  }
  for (const char* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xC2", "\xC2z", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xE1\x80",
        "\xE1\x80z", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CHECK_FALSE(is_utf8(bad));
  }
}

}  // namespace
}  // namespace eg::arm
