// Reading of bodies, hostile ones included.
#include "protocol/arm/json.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("well-formed content is read, with a byte order mark too") {
  const auto document = parse_json("\xEF\xBB\xBF {\"a\":{\"b\":\"x\\u00e4\"},\"n\":5} \r\n");
  REQUIRE(document.has_value());
  CHECK(text_at(*document, "a.b") == "x\xC3\xA4");
  CHECK(find_path(*document, "n")->GetInt64() == 5);
  CHECK(find_path(*document, "a.c") == nullptr);
  CHECK(find_path(*document, "n.c") == nullptr);
  CHECK(write_json(*document) == "{\"a\":{\"b\":\"x\xC3\xA4\"},\"n\":5}");
}

TEST_CASE("content that is no JSON is refused with the place") {
  struct Case {
    std::string text;
    const char* place;
  };
  const Case cases[] = {
      {"", "empty"},
      {" \n", "empty"},
      {"\xEF\xBB\xBF", "empty"},
      {"{", "line 1, column 2"},
      {"{\"a\":1,}", "line 1"},
      {"{\n \"a\": nope}", "line 2, column 8"},
      {"{} {}", "line 1, column 4"},
      {std::string("{}\0{}", 5), "NUL byte (line 1, column 3)"},
      {"{\"a\":\"\xFF\"}", "line 1"},
      {"{\"a\":\"\xC0\x80\"}", "line 1"},
      {"{\"a\":\"\xED\xA0\x80\"}", "line 1"},
      {"{\"a\":\"\\ud800\"}", "line 1"},
      {"{\"a\":\"\\uded0\"}", "surrogate pair (line 1, column"},
      {"{\"\\udc00\":1}", "surrogate pair (line 1, column"},
      {"{\"a\":1e999}", "line 1"},
      {"{\"a\":\"b\\u0000\"}", "U+0000 (line 1, column"},
      {"{\"a\\u0000\":1}", "U+0000 (line 1, column"},
      {"{\"a\":1,\"b\":{},\"a\":2}", "'a' stands twice"},
      {"{'a':1}", "line 1"},
  };
  for (const Case& one : cases) {
    INFO(one.text);
    const auto outcome = parse_json(one.text);
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().code == ErrorCode::invalid_request_content);
    INFO(outcome.error().message);
    CHECK(outcome.error().message.find(one.place) != std::string::npos);
  }
}

TEST_CASE("nesting is bounded whatever its length") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(parse_json(nested(json_depth_max)).has_value());
  CHECK(parse_json(nested(json_depth_max + 1)).has_error());
  CHECK(parse_json(std::string(2'000'000, '[')).has_error());
  std::string objects;
  for (int depth = 0; depth < 100'000; ++depth) objects += "{\"a\":";
  const auto outcome = parse_json(objects);
  REQUIRE(outcome.has_error());
  CHECK(outcome.error().message.find("deeper than 64") != std::string::npos);
}

TEST_CASE("the same member may stand in different objects") {
  CHECK(parse_json(R"({"a":{"a":[{"a":1},{"a":2}]},"b":{"a":3}})").has_value());
}

TEST_CASE("a null member is found as a member but not by a path") {
  const auto document = parse_json(R"({"a":null})");
  CHECK(find_member(*document, "a") != nullptr);
  CHECK(find_path(*document, "a") == nullptr);
}

TEST_CASE("a doubled member is found among many, and after an object within") {
  std::string many = "{";
  for (int number = 0; number < 100; ++number) many += "\"m" + std::to_string(number) + "\":{\"m1\":1},";
  CHECK(parse_json(many + "\"last\":1}").has_value());
  for (const char* name : {"m0", "m15", "m16", "m99"}) {
    INFO(name);
    const auto outcome = parse_json(many + "\"" + name + "\":1}");
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().message.find(std::string("'") + name + "' stands twice") != std::string::npos);
  }
  CHECK(parse_json(R"({"a":{"b":1,"c":[{"d":1}]},"a":2})").has_error());
  CHECK(parse_json(R"({"a":{"b":1},"b":{"a":2}})").has_value());
}

TEST_CASE("a number is the same when it is written and read again") {
  for (const char* text : {"777777763555509252222222222222222222222222222222222222222228", "0.1",
                           "1.7976931348623157e308", "0e266", "-0", "-1", "18446744073709551615",
                           "18446744073709551616", "5e-324", "2.2250738585072011e-308", "9007199254740993"}) {
    INFO(text);
    const auto first = parse_json("{\"a\":" + std::string(text) + "}");
    REQUIRE(first.has_value());
    const auto again = parse_json(write_json(*first));
    REQUIRE(again.has_value());
    CHECK(*again == *first);
    const auto stored = parse_stored_json(write_json(*first));
    REQUIRE(stored.has_value());
    CHECK(*stored == *first);
  }
}

TEST_CASE("what was written is read back without the guard") {
  const auto written = parse_json(R"({"a":["\u00e4",1.5,null,{"b":true}]})");
  REQUIRE(written.has_value());
  const auto read = parse_stored_json(write_json(written.value()));
  REQUIRE(read.has_value());
  CHECK(*read == *written);
  CHECK(parse_stored_json("{\"a\"").has_error());
  CHECK(parse_stored_json("").has_error());
  CHECK(parse_stored_json("[]").has_error());
}

}  // namespace
}  // namespace eg::arm
