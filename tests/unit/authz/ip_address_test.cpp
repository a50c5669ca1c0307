#include "authz/ip_address.hpp"

#include "tests/support/catch.hpp"

using eg::authz::ip_address_bytes;

TEST_CASE("spellings of one IP address have the same bytes") {
  const std::pair<const char*, const char*> same[] = {
      {"2001:db8::1", "2001:0DB8:0:0:0:0:0:1"},
      {"::", "0:0:0:0:0:0:0:0"},
      {"::1", "0:0:0:0:0:0:0:1"},
      {"fe80::", "FE80:0:0:0:0:0:0:0"},
      {"::ffff:1.2.3.4", "::ffff:102:304"},
      {"1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"},
      {"127.0.0.1", "127.0.0.1"},
  };
  for (const auto& [left, right] : same) {
    INFO(left << " " << right);
    REQUIRE(ip_address_bytes(left));
    CHECK(ip_address_bytes(left) == ip_address_bytes(right));
  }
  CHECK(ip_address_bytes("10.0.255.1") == std::vector<std::uint8_t>{10, 0, 255, 1});
  CHECK(ip_address_bytes("::ffff:1.2.3.4") != ip_address_bytes("1.2.3.4"));
}

TEST_CASE("what is no IP address has no bytes") {
  for (const char* text : {"",
                           "1",
                           "1.2.3",
                           "1.2.3.4.5",
                           "256.0.0.1",
                           "1.2.3.",
                           ".1.2.3",
                           "1.2.3.4 ",
                           "a.b.c.d",
                           ":",
                           ":::",
                           "1::2::3",
                           "1:2:3:4:5:6:7",
                           "1:2:3:4:5:6:7:8:9",
                           "1:2:3:4:5:6:7:8::",
                           "12345::",
                           "g::",
                           "1:",
                           ":1",
                           "1.2.3.4::",
                           "::1.2.3",
                           "fe80::1%eth0",
                           "-1.2.3.4",
                           "::1:",
                           "1:2:3:4:5:6:7:"}) {
    INFO(text);
    CHECK_FALSE(ip_address_bytes(text).has_value());
  }
}
