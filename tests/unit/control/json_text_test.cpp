#include "server/control/json_text.hpp"

#include "tests/support/catch.hpp"

TEST_CASE("members, arrays, numbers and raw texts stand in the order of the calls; texts are escaped") {
  eg::control::JsonText json;
  json.begin_object().member("a", "\"\n").number("n", -5).begin_array("l").text("").raw("{}").end_array();
  json.begin_object("o").raw("r", "null").end_object().end_object();
  CHECK(json.take() == R"({"a":"\"\n","n":-5,"l":["",{}],"o":{"r":null}})");
}
