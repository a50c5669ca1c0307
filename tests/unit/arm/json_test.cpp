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

}  // namespace
}  // namespace eg::arm
