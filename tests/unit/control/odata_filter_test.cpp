#include "server/control/odata_filter.hpp"

#include "tests/support/catch.hpp"

using eg::control::parse_comparisons;

TEST_CASE("comparisons joined by and") {
  const auto parsed = parse_comparisons("resourceGroup eq 'G' AND tagName EQ 'it''s' ");
  REQUIRE(parsed.has_value());
  REQUIRE(parsed->size() == 2);
  CHECK((*parsed)[0].member == "resourcegroup");
  CHECK((*parsed)[0].value == "G");
  CHECK((*parsed)[1].member == "tagname");
  CHECK((*parsed)[1].value == "it's");
}

TEST_CASE("an empty filter compares nothing") {
  CHECK(parse_comparisons("")->empty());
  CHECK(parse_comparisons("  ")->empty());
}

TEST_CASE("anything else is refused") {
  for (const char* text :
       {"name", "name eq", "name eq x", "name eq 'x", "name ne 'x'", "name eq 'x' or name eq 'y'",
        "name eq 'x' and", "name eq 'x' and ", "substringof('a', name)", "'x' eq name"}) {
    INFO(text);
    CHECK_FALSE(parse_comparisons(text).has_value());
  }
}
