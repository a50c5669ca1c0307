// Texts with a form: locations, address ranges, thumbprints, characters.
#include "protocol/arm/formats.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("locations lose blanks and case") {
  CHECK(normalise_location("West US 2") == "westus2");
}

TEST_CASE("what a location consists of") {
  for (const char* good : {"westus2", "usgov-virginia"}) CHECK(is_location(good));
  for (const char* bad : {"", "west us", "WestUS", "a/b", "\xC3\xBC"}) CHECK_FALSE(is_location(bad));
}

TEST_CASE("characters are counted, not bytes") {
  CHECK(count_characters("") == 0);
  CHECK(count_characters("abc") == 3);
  CHECK(count_characters("\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80") == 3);
}

TEST_CASE("addresses and ranges in CIDR notation") {
  for (const char* good : {"10.0.0.1", "10.0.0.0/8", "0.0.0.0/0", "255.255.255.255/32", "::", "::1", "::/0",
                           "1::", "2001:db8::/32", "1:2:3:4:5:6:7:8/128", "::ffff:10.0.0.1",
                           "1:2:3:4:5:6:1.2.3.4", "1:2:3::6:7:8"}) {
    INFO(good);
    CHECK(is_ip_mask(good));
  }
  for (const char* bad : {"",
                          "10.0.0",
                          "10.0.0.0.0",
                          "256.0.0.0",
                          "10.0.0.0/33",
                          "10.0.0.0/",
                          "10.0.0.0/-1",
                          "10.0.0.0/08",
                          "01.2.3.4",
                          "a.b.c.d",
                          "/8",
                          "1:2:3:4:5:6:7",
                          "1:2:3:4:5:6:7:8:9",
                          "1::2::3",
                          ":1",
                          "1:",
                          "12345::",
                          "g::",
                          "::/129",
                          "1:2:3:4:5:6:7:8::",
                          "10.0.0.1 ",
                          "fe80::1%eth0",
                          "1.2.3.4::",
                          ":::"}) {
    INFO(bad);
    CHECK_FALSE(is_ip_mask(bad));
  }
}

TEST_CASE("thumbprints are hex digits whatever stands between them") {
  const std::string sha256(64, 'a');
  CHECK(thumbprint_form(sha256) == ThumbprintForm::sha256);
  CHECK(thumbprint_form("8E:79 68" + std::string(58, 'F')) == ThumbprintForm::sha256);
  CHECK(thumbprint_form(std::string(40, '0')) == ThumbprintForm::sha1);
  for (const std::string& bad : {std::string(), std::string(63, 'a'), std::string(65, 'a'),
                                 std::string(64, 'g'), sha256 + "-", sha256 + "\n"}) {
    INFO(bad);
    CHECK(thumbprint_form(bad) == ThumbprintForm::malformed);
  }
}

}  // namespace
}  // namespace eg::arm
