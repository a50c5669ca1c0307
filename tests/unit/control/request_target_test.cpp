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
  for (const char* target : {"", "a/b", "/%", "/%1", "/%zz", "/a%2Fb", "/a%00", "/a?b=%4", "/a%FF", "/\xC3",
                             "/a?b=%C3", "/a?%80=1"}) {
    INFO(target);
    CHECK_FALSE(RequestTarget::parse(target).has_value());
  }
}

TEST_CASE("a target in absolute form loses scheme and authority, which becomes the Host") {
  struct Case {
    const char* target;
    const char* plain;
    const char* host;
  };
  const Case cases[] = {
      {"https://localhost:8443/a?b=c", "/a?b=c", "localhost:8443"},
      {"HTTP://ns1.localhost", "/", "ns1.localhost"},
      {"https://h?x=1", "/?x=1", "h"},
  };
  for (const Case& given : cases) {
    INFO(given.target);
    const auto plain = in_origin_form({"GET", given.target, {{"host", "other"}}, "body"});
    REQUIRE(plain.has_value());
    CHECK(plain->target == given.plain);
    CHECK(plain->header("Host") == given.host);
    CHECK(plain->body == "body");
  }
  for (const char* target : {"/a", "/a?x=https://b/c", "*", "ftp://h/a", ""}) {
    CHECK_FALSE(in_origin_form({"GET", target, {}, ""}).has_value());
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
