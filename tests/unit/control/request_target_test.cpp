#include "server/control/request_target.hpp"

#include "tests/support/catch.hpp"

using namespace eg::control;

TEST_CASE("segments are cut and decoded, empty ones left out") {
  struct Case {
    const char* target;
    std::vector<std::string> segments;
  };
  const Case cases[] = {
      {"/", {}},
      {"//a//b/", {"a", "b"}},
      {"/%24all/a%3Ab?x=1", {"$all", "a:b"}},
      {"/a+b", {"a+b"}},
  };
  for (const Case& given : cases) {
    const auto target = RequestTarget::parse(given.target);
    INFO(given.target);
    REQUIRE(target.has_value());
    CHECK(target->segments == given.segments);
  }
}

TEST_CASE("bad targets are refused") {
  for (const char* target : {"", "a/b", "/%", "/%1", "/%zz", "/a%2Fb", "/a%00", "/a?b=%4"}) {
    INFO(target);
    CHECK_FALSE(RequestTarget::parse(target).has_value());
  }
}

TEST_CASE("parameters are found in lower case, the first counts, plus is a blank") {
  const auto target = *RequestTarget::parse("/a?%24Top=3&API-version=x&api-version=y&n=a+b&e=&flag");
  CHECK(target.parameter("$top") == "3");
  CHECK(target.parameter("api-version") == "x");
  CHECK(target.parameter("n") == "a b");
  CHECK(target.parameter("e") == "");
  CHECK(target.parameter("flag") == "");
  CHECK_FALSE(target.parameter("none").has_value());
  CHECK(target.query == "%24Top=3&API-version=x&api-version=y&n=a+b&e=&flag");
}
