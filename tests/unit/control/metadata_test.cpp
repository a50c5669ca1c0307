#include "server/control/metadata.hpp"

#include <rapidjson/document.h>

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

TEST_CASE("every shape is JSON, names the caller's address and leaves no placeholder") {
  test::ControlHarness harness;
  for (const char* version : {"2015-01-01", "2019-05-01", "2022-09-01", "2023-11-01", ""}) {
    const auto response =
        harness.send("GET /metadata/endpoints", "", version, {{"Host", "127.0.0.1:4711"}}).response;
    INFO(version);
    rapidjson::Document document;
    document.Parse(response.body.c_str());
    CHECK_FALSE(document.HasParseError());
    CHECK(document.IsArray() == (std::string(version) == "2019-05-01"));
    CHECK(response.body.find("https://127.0.0.1:4711/") != std::string::npos);
    CHECK(response.body.find('$') == std::string::npos);
  }
}
