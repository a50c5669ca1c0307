#include "protocol/mqtt/utf8.hpp"

#include <string>

#include "tests/support/catch.hpp"

using eg::mqtt::valid_utf8;
using namespace std::string_literals;

namespace {

struct Utf8Case {
  const char* name;
  std::string text;
  bool valid;
};

const Utf8Case cases[] = {
    {"empty", "", true},
    {"ASCII shorter than a word", "abc", true},
    {"ASCII of exactly a word", "abcdefgh", true},
    {"ASCII longer than a word", "abcdefghijklmnopq", true},
    {"control characters are discouraged, not forbidden", "\x01\x1f\x7f", true},
    {"first and last of two bytes", "\xC2\x80\xDF\xBF", true},
    {"first and last of three bytes", "\xE0\xA0\x80\xEF\xBF\xBF", true},
    {"just below and above the surrogates", "\xED\x9F\xBF\xEE\x80\x80", true},
    {"first and last of four bytes", "\xF0\x90\x80\x80\xF4\x8F\xBF\xBF", true},
    {"byte order mark is kept, MQTT-1.5.4-3", "\xEF\xBB\xBF", true},
    {"U+0000 alone", "\0"s, false},
    {"U+0000 inside a word", "abc\0defgh"s, false},
    {"U+0000 after a word", "abcdefgh\0"s, false},
    {"overlong U+0000", "\xC0\x80", false},
    {"overlong slash, two bytes", "\xC0\xAF", false},
    {"overlong slash, three bytes", "\xE0\x80\xAF", false},
    {"overlong, four bytes", "\xF0\x8F\xBF\xBF", false},
    {"first surrogate", "\xED\xA0\x80", false},
    {"last surrogate", "\xED\xBF\xBF", false},
    {"above U+10FFFF", "\xF4\x90\x80\x80", false},
    {"lead byte F5", "\xF5\x80\x80\x80", false},
    {"lone continuation", "\x80", false},
    {"two bytes cut off", "\xC3", false},
    {"three bytes cut off", "\xE2\x82", false},
    {"four bytes cut off", "\xF0\x9F\x98", false},
    {"cut off at the end of a word", "abcdefg\xC3", false},
    {"continuation missing in the middle", "\xE2\x28\xA1", false},
    {"third byte is no continuation", "\xE2\x82\x28", false},
    {"fourth byte is no continuation", "\xF0\x9F\x98\x28", false},
};

}  // namespace

TEST_CASE("UTF-8 strings are judged as MQTT 5, 1.5.4 says") {
  for (const Utf8Case& each : cases) {
    INFO(each.name);
    CHECK(valid_utf8(each.text) == each.valid);
  }
}

TEST_CASE("a wrong byte is found at every position of a long text") {
  for (std::size_t position = 0; position < 40; ++position) {
    for (const char wrong : {'\0', '\x80', '\xFF'}) {
      std::string text(40, 'x');
      REQUIRE(valid_utf8(text));
      text[position] = wrong;
      INFO("position " << position << ", byte " << static_cast<int>(wrong));
      CHECK_FALSE(valid_utf8(text));
    }
  }
}

TEST_CASE("a beginning of a text ends between two characters") {
  const std::string_view text = "a\xC3\xA4\xE2\x82\xACz";
  const struct {
    std::size_t bytes_max, bytes;
  } rows[] = {{0, 0}, {1, 1}, {2, 1}, {3, 3}, {4, 3}, {5, 3}, {6, 6}, {7, 7}, {8, 7}};
  for (const auto& row : rows) CHECK(eg::mqtt::utf8_prefix(text, row.bytes_max) == text.substr(0, row.bytes));
}
