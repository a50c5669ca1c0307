#include "authz/ip_rules.hpp"

#include "tests/support/catch.hpp"

namespace eg::authz {

TEST_CASE("ip rules: a range holds the addresses whose first bits are its own") {
  struct Case {
    std::string mask;
    std::string address;
    bool is_in;
  };
  const std::vector<Case> cases = {
      {"10.0.0.0/8", "10.255.1.2", true},
      {"10.0.0.0/8", "11.0.0.0", false},
      {"10.1.2.3", "10.1.2.3", true},
      {"10.1.2.3", "10.1.2.4", false},
      {"10.1.2.3/32", "10.1.2.3", true},
      {"10.1.2.128/25", "10.1.2.129", true},
      {"10.1.2.128/25", "10.1.2.127", false},
      {"10.1.2.99/24", "10.1.2.1", true},  // what stands behind the prefix does not count
      {"172.16.0.0/12", "172.31.255.255", true},
      {"172.16.0.0/12", "172.32.0.0", false},
      {"0.0.0.0/0", "1.2.3.4", true},
      {"0.0.0.0/0", "::1", false},
      {"10.0.0.0/8", "::ffff:10.1.1.1", true},
      {"::/0", "::1", true},
      {"::/0", "127.0.0.1", false},
      {"fe80::/10", "febf::1", true},
      {"fe80::/10", "fec0::1", false},
      {"2001:db8::1", "2001:DB8:0::1", true},
      {"10.0.0.0/8", "ten", false},
  };
  for (const Case& each : cases) {
    INFO(each.mask << " " << each.address);
    const auto range = parse_ip_range(each.mask);
    REQUIRE(range);
    CHECK(contains(*range, each.address) == each.is_in);
  }
}

TEST_CASE("ip rules: what is no range is not read") {
  for (const std::string mask : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/-1",
                                 "10.0.0.0/8x", "10.0.0.0/8/8", "host", "fe80::1%eth0"}) {
    INFO(mask);
    CHECK_FALSE(parse_ip_range(mask));
  }
}

TEST_CASE("ip rules: one of the masks must hold the address; without masks all are let in") {
  const std::vector<std::string> masks = {"10.0.0.0/8", "nonsense", "::1"};
  CHECK(is_address_allowed(masks, "10.9.9.9"));
  CHECK(is_address_allowed(masks, "::1"));
  CHECK_FALSE(is_address_allowed(masks, "127.0.0.1"));
  CHECK_FALSE(is_address_allowed(std::vector<std::string>{"nonsense"}, "127.0.0.1"));
  CHECK(is_address_allowed({}, "127.0.0.1"));
  CHECK(is_address_allowed({}, "whatever"));
}

}  // namespace eg::authz
