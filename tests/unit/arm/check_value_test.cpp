// Maps and their entries: tags, client attributes, thumbprints in a list.
#include "protocol/arm/check_value.hpp"

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

struct Case {
  std::string value;
  bool accepted;
};

TEST_CASE("tags keep to the limits of names and values") {
  const std::string long_name(513, 'n');
  const std::string long_value(257, 'v');
  const Case cases[] = {{R"({})", true},
                        {R"({"a":"x","b":""})", true},
                        {R"({"a":"x","A":"y"})", false},
                        {R"({"a":5})", false},
                        {R"({"a":null})", false},
                        {R"({"":"x"})", false},
                        {R"({"a/b":"x"})", false},
                        {R"({"a\u0001":"x"})", false},
                        {"{\"" + long_name.substr(1) + "\":\"x\"}", true},
                        {"{\"" + long_name + "\":\"x\"}", false},
                        {"{\"a\":\"" + long_value.substr(1) + "\"}", true},
                        {"{\"a\":\"" + long_value + "\"}", false}};
  for (const Case& one : cases) {
    INFO(one.value);
    CHECK(test::run_check(namespaces, R"({"location":"x","tags":)" + one.value + "}").accepted() ==
          one.accepted);
  }
}

TEST_CASE("attributes are integers, booleans, strings and lists of strings, under 4 KB") {
  const Case cases[] = {{R"({"floor":5,"room":"3","on":true,"kinds":["a","b"],"none":[]})", true},
                        {R"({"big":9223372036854775807})", true},
                        {R"({"big":9223372036854775808})", false},
                        {R"({"x":1.5})", false},
                        {R"({"x":null})", false},
                        {R"({"x":{}})", false},
                        {R"({"x":["a",1]})", false},
                        {R"({"a-b":1})", false},
                        {R"({"":1})", false},
                        {R"({"a":")" + std::string(4087, 'x') + "\"}", true},
                        {R"({"a":")" + std::string(4088, 'x') + "\"}", false}};
  for (const Case& one : cases) {
    INFO(one.value.substr(0, 60));
    CHECK(test::run_check(clients, R"({"properties":{"attributes":)" + one.value + "}}").accepted() ==
          one.accepted);
  }
}

TEST_CASE("a thumbprint of the wrong form is refused at its place, SHA-1 is taken with a warning") {
  const std::string sha1(40, 'a');
  const auto body = [](const std::string& list) {
    return R"({"properties":{"clientCertificateAuthentication":{"allowedThumbprints":[)" + list + "]}}}";
  };
  const auto old = test::run_check(clients, body("\"" + sha1 + "\""));
  CHECK(old.accepted());
  CHECK(old.warnings.size() == 1);
  const auto bad = test::run_check(clients, body("\"" + sha1 + "\",\"nonsense\""));
  REQUIRE(bad.problems.size() == 1);
  CHECK(bad.problems[0].target == "properties.clientCertificateAuthentication.allowedThumbprints[1]");
}

}  // namespace
}  // namespace eg::arm
