#include "server/control/scope_tags.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

namespace {

std::string tags_at(const std::string& scope) {
  return scope + "/providers/Microsoft.Resources/tags/default";
}

std::string body_of(const char* operation, const char* tags) {
  return std::string(R"({"operation":")") + operation + R"(","properties":{"tags":)" + tags + "}}";
}

std::string tags_in(const control::Handled& handled) {
  INFO(handled.response.body);
  REQUIRE(handled.response.status == 200);
  const std::size_t at = handled.response.body.find(R"("tags":)");
  REQUIRE(at != std::string::npos);
  return handled.response.body.substr(at + 7, handled.response.body.find('}', at) - at - 6);
}

}  // namespace

TEST_CASE("tags of each scope are replaced, merged, deleted") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus","tags":{"old":"1"}})");
  for (const char* scope : {"$SUB", "$RG", "$NS"}) {
    const std::string tags = tags_at(scope);
    const auto put = harness.send("PUT " + tags, R"({"properties":{"tags":{"a":"1","B":"2"}}})");
    CHECK(put.response.body.find(test::with_names(tags_at(scope))) != std::string::npos);
    CHECK(tags_in(put) == R"({"a":"1","B":"2"})");
    CHECK(tags_in(harness.send("PATCH " + tags, body_of("Merge", R"({"b":"3","c":"4"})"))) ==
          R"({"a":"1","B":"3","c":"4"})");
    CHECK(tags_in(harness.send("PATCH " + tags, body_of("delete", R"({"A":"","B":"other"})"))) ==
          R"({"B":"3","c":"4"})");
    CHECK(tags_in(harness.send("PATCH " + tags, body_of("Replace", R"({"z":"9"})"))) == R"({"z":"9"})");
    CHECK(tags_in(harness.send("GET " + tags)) == R"({"z":"9"})");
    CHECK(tags_in(harness.send(std::string("GET ") + scope)) == R"({"z":"9"})");
    CHECK(harness.send("DELETE " + tags).response.status == 200);
    CHECK(tags_in(harness.send("GET " + tags)) == "{}");
  }
}

TEST_CASE("what has no tags, what is missing and what is wrong is refused, and nothing changes") {
  test::ControlHarness harness;
  harness.send("PUT $NS", R"({"location":"eastus","tags":{"a":"1"}})");
  harness.send("PUT $NS/clients/c1", "{}");
  std::string many = "{";
  for (int number = 0; number < 50; ++number) {
    many += (number == 0 ? "\"t" : ",\"t") + std::to_string(number) + "\":\"\"";
  }
  struct Case {
    std::string request;
    std::string body;
    unsigned status;
    const char* words;
  };
  const Case cases[] = {
      {"GET " + tags_at("$NS-b"), "", 404, "ResourceNotFound"},
      {"GET " + tags_at("$SUB/resourceGroups/none"), "", 404, "ResourceGroupNotFound"},
      {"GET " + tags_at("/subscriptions/mine"), "", 400, "InvalidSubscriptionId"},
      {"GET " + tags_at("$NS/clients/c1"), "", 400, "only tracked resources"},
      {"GET " + tags_at("$RG/providers/Microsoft.Nothing/things/t"), "", 404, "InvalidResourceNamespace"},
      {"PUT " + tags_at("$NS"), "{}", 400, "properties"},
      {"PUT " + tags_at("$NS"), R"({"properties":{"tags":{"a<b":"1"}}})", 400, "tags"},
      {"PATCH " + tags_at("$NS"), R"({"properties":{"tags":{}}})", 400, "operation"},
      {"PATCH " + tags_at("$NS"), body_of("Shake", "{}"), 400, "operation"},
      {"PATCH " + tags_at("$NS"), body_of("Merge", (many + "}").c_str()), 400, "more than 50"},
      {"GET $NS/providers/Microsoft.Resources/tags/mine", "", 400, "NotEmulated"},
  };
  for (const Case& each : cases) {
    const auto handled = harness.send(each.request, each.body);
    INFO(each.request << ": " << handled.response.body);
    CHECK(handled.response.status == each.status);
    CHECK(handled.response.body.find(each.words) != std::string::npos);
  }
  CHECK(tags_in(harness.send("GET " + tags_at("$NS"))) == R"({"a":"1"})");
}
