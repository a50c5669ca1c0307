#include "server/control/base64url.hpp"

#include "tests/support/catch.hpp"

using namespace eg::control;

TEST_CASE("the vectors of RFC 4648, without padding, in the alphabet for URLs") {
  const std::pair<std::string, std::string> cases[] = {
      {"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"}, {"foob", "Zm9vYg"}, {"\xFB\xFF", "-_8"}};
  for (const auto& [bytes, text] : cases) {
    CHECK(to_base64url(bytes) == text);
    CHECK(from_base64url(text) == bytes);
  }
  CHECK(from_base64url("Zg==") == "f");
}

TEST_CASE("other letters and impossible lengths are refused") {
  for (const char* text : {"a", "Zm9vY", "Zm9+", "Zm 9"}) {
    CHECK_FALSE(from_base64url(text).has_value());
  }
}
