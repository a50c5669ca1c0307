#include "server/byte_size.hpp"

#include "tests/support/catch.hpp"

namespace eg::app {
namespace {

TEST_CASE("sizes in bytes, K, M and G") {
  CHECK(parse_byte_size("0") == 0U);
  CHECK(parse_byte_size("268435456") == 268'435'456U);
  CHECK(parse_byte_size("3K") == 3'072U);
  CHECK(parse_byte_size("256M") == 268'435'456U);
  CHECK(parse_byte_size("256m") == 268'435'456U);
  CHECK(parse_byte_size("1GiB") == 1'073'741'824U);
  CHECK(parse_byte_size("17179869183G") == 17'179'869'183U << 30U);
}

TEST_CASE("what is no size") {
  for (const char* wrong : {"", "M", "-1", "+1", " 1", "1 M", "1.5G", "1T", "1MB", "1MM", "0x10", "iB", "1iB",
                            "18446744073709551616", "17179869184G", "K1"}) {
    INFO(wrong);
    CHECK_FALSE(parse_byte_size(wrong));
  }
}

}  // namespace
}  // namespace eg::app
