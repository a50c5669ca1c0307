#include "server/control/resources.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

namespace {

constexpr const char* namespace_json = R"({"location":"eastus"})";

}  // namespace

TEST_CASE("preconditions of arm-contract 7") {
  struct Case {
    const char* method;
    bool exists;
    const char* header;
    const char* value;
    unsigned status;
  };
  const Case cases[] = {
      {"PUT", false, "If-Match", "*", 412},      {"PUT", false, "If-Match", "\"x\"", 412},
      {"PUT", false, "If-None-Match", "*", 201}, {"PUT", true, "If-Match", "*", 200},
      {"PUT", true, "If-Match", "\"x\"", 412},   {"PUT", true, "If-None-Match", "*", 412},
      {"PATCH", false, "If-Match", "*", 404},    {"PATCH", true, "If-Match", "*", 200},
      {"PATCH", true, "If-Match", "\"x\"", 412}, {"DELETE", false, "If-Match", "*", 204},
      {"DELETE", true, "If-Match", "*", 200},    {"DELETE", true, "If-Match", "\"x\"", 412},
  };
  for (const Case& given : cases) {
    test::ControlHarness harness;
    if (given.exists) {
      harness.send("PUT $NS", namespace_json);
    }
    const bool patch = std::string(given.method) == "PATCH";
    const auto handled = harness.send(std::string(given.method) + " $NS", patch ? "{}" : namespace_json,
                                      "2025-02-15", {{given.header, given.value}});
    INFO(given.method << " " << given.exists << " " << given.header << ": " << given.value);
    CHECK(handled.response.status == given.status);
  }
}

TEST_CASE("systemData: created stays, lastModified and its author change") {
  test::ControlHarness harness;
  harness.send("PUT $NS", namespace_json);
  control::Request request{"PUT",
                           test::with_names("$NS?api-version=2025-02-15"),
                           {{"Host", "localhost"}, {"Authorization", "Bearer a.eyJhcHBpZCI6ImFwcC0xIn0.c"}},
                           namespace_json};
  const auto handled = harness.plane().handle(request, test::control_time + 1000);
  CHECK(handled.response.body.find(R"("createdBy":"local-user")") != std::string::npos);
  CHECK(handled.response.body.find(R"("createdAt":"2024-12-16T07:45:03.843Z")") != std::string::npos);
  CHECK(handled.response.body.find(R"("lastModifiedBy":"app-1","lastModifiedByType":"Application")") !=
        std::string::npos);
  CHECK(handled.response.body.find(R"("lastModifiedAt":"2024-12-16T07:45:04.843Z")") != std::string::npos);
}

TEST_CASE("a refused write leaves what stood and tells the broker nothing") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus","tags":{"a":"b"}})");
  const auto handled = harness.send("PUT $NS", R"({"location":"westus"})");
  CHECK(handled.response.status == 409);
  CHECK(handled.changes.empty());
  CHECK(harness.send("GET $NS").response.body.find(R"("tags":{"a":"b"})") != std::string::npos);
}

TEST_CASE("actions: known ones are not emulated, others not allowed, below a missing group 404") {
  test::ControlHarness harness;
  harness.send("PUT $NS", namespace_json);
  CHECK(harness.send("POST $NS/regenerateKey").response.status == 400);
  CHECK(harness.send("POST $NS/clients").response.status == 405);
  CHECK(harness.send("POST $SUB/resourceGroups/x/providers/Microsoft.EventGrid/namespaces/n/listKeys")
            .response.status == 404);
}
