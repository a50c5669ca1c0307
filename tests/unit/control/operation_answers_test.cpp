// The service's asynchronous answers, as `--async` replays them (arm-contract 5.2).
#include "server/control/operation_answers.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg;

namespace {

const char* const namespace_body =
    R"({"location":"East US","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})";

control::Settings asynchronous() {
  control::Settings settings = test::control_settings();
  settings.operation_milliseconds = 2000;
  return settings;
}

/// Path and query of a poll's address.
std::string path_of(const control::Response& response, const char* header) {
  const std::string address = test::header_of(response, header);
  INFO(header << ": " << address);
  REQUIRE(address.starts_with("https://localhost:8443/"));
  return address.substr(std::string("https://localhost:8443").size());
}

bool shows(const control::Handled& handled, const std::string& text) {
  return handled.response.body.find(text) != std::string::npos;
}

/// A finished namespace.
void make_namespace(test::ControlHarness& harness) {
  REQUIRE(harness.send("PUT $NS", namespace_body).response.status == 201);
  harness.let_pass(2000);
}

}  // namespace

TEST_CASE("creation: 201 with a status address, Creating until the end, in force at once") {
  test::ControlHarness harness(asynchronous());
  const auto created = harness.send("PUT $NS", namespace_body);
  CHECK(created.response.status == 201);
  CHECK(shows(created, R"("provisioningState":"Creating")"));
  CHECK(shows(created, R"("hostname":null)"));
  CHECK(test::header_of(created.response, "Retry-After") == "1");
  CHECK(test::header_of(created.response, "Location").empty());
  REQUIRE(created.changes.size() == 1);
  CHECK(created.changes[0].policy != nullptr);
  const std::string status = path_of(created.response, "Azure-AsyncOperation");
  CHECK(status.find("/providers/Microsoft.EventGrid/locations/eastus/operationsStatus/") !=
        std::string::npos);
  auto poll = harness.send("GET " + status);
  CHECK(poll.response.status == 200);
  CHECK(shows(poll, R"("status":"InProgress")"));
  CHECK(test::header_of(poll.response, "Retry-After") == "1");
  CHECK(shows(harness.send("GET $NS"), R"("provisioningState":"Creating")"));
  CHECK(shows(harness.send("GET $RG/providers/Microsoft.EventGrid/namespaces"), R"("Creating")"));
  harness.let_pass(2000);
  poll = harness.send("GET " + status);
  CHECK(shows(poll, R"("status":"Succeeded")"));
  CHECK(test::header_of(poll.response, "Retry-After").empty());
  const auto done = harness.send("GET $NS");
  CHECK(shows(done, R"("provisioningState":"Succeeded")"));
  CHECK(shows(done, R"("hostname":"localhost")"));
}

TEST_CASE("a replacing PUT is 200 and Updating; a PATCH is 202 with the resource and both addresses") {
  test::ControlHarness harness(asynchronous());
  make_namespace(harness);
  const auto replaced = harness.send("PUT $NS", namespace_body);
  CHECK(replaced.response.status == 200);
  CHECK(shows(replaced, R"("provisioningState":"Updating")"));
  harness.let_pass(2000);
  const auto patched = harness.send("PATCH $NS", R"({"tags":{"a":"b"}})");
  CHECK(patched.response.status == 202);
  CHECK(shows(patched, R"("provisioningState":"Updating")"));
  CHECK_FALSE(path_of(patched.response, "Azure-AsyncOperation").empty());
  const std::string result = path_of(patched.response, "Location");
  const auto running = harness.send("GET " + result);
  CHECK(running.response.status == 202);
  CHECK(running.response.body.empty());
  CHECK(path_of(running.response, "Location") == result);
  harness.let_pass(2000);
  const auto done = harness.send("GET " + result);
  CHECK(done.response.status == 200);
  CHECK(shows(done, R"("tags":{"a":"b"})"));
  CHECK(shows(done, R"("provisioningState":"Succeeded")"));
}

TEST_CASE("deletion: 202, nothing in force any more, Deleting until the end and then gone") {
  test::ControlHarness harness(asynchronous());
  make_namespace(harness);
  REQUIRE(harness.send("PUT $NS/clients/c1", "{}").response.status == 200);
  const auto deleted = harness.send("DELETE $NS");
  CHECK(deleted.response.status == 202);
  CHECK(deleted.response.body.empty());
  REQUIRE(deleted.changes.size() == 1);
  CHECK(deleted.changes[0].policy == nullptr);
  const std::string result = path_of(deleted.response, "Location");
  CHECK(shows(harness.send("GET $NS"), R"("provisioningState":"Deleting")"));
  const auto again = harness.send("DELETE $NS");
  CHECK(again.response.status == 202);
  CHECK(path_of(again.response, "Location") == result);
  CHECK(harness.send("GET " + result).response.status == 202);
  harness.let_pass(2000);
  CHECK(harness.send("GET $NS").response.status == 404);
  CHECK(harness.send("GET $NS/clients/c1").response.status == 404);
  const auto done = harness.send("GET " + result);
  CHECK(done.response.status == 200);
  CHECK(done.response.body.empty());
  CHECK(harness.send("DELETE $NS").response.status == 204);
  REQUIRE(harness.send("PUT $NS", namespace_body).response.status == 201);
  CHECK(harness.send("GET " + result).response.status == 200);
}

TEST_CASE("while an operation runs, writes that it stands in the way of are 409") {
  test::ControlHarness harness(asynchronous());
  harness.send("PUT $NS", namespace_body);
  struct Case {
    const char* request;
    const char* body;
  };
  const Case cases[] = {
      {"PUT $NS", namespace_body},
      {"PATCH $NS", R"({"tags":{}})"},
      {"DELETE $NS", ""},
      {"POST $NS/regenerateKey", R"({"keyName":"key1"})"},
      {"PUT $NS/providers/Microsoft.Resources/tags/default", R"({"properties":{"tags":{}}})"},
      {"PUT $NS/clients/c1", "{}"}};
  for (const Case& each : cases) {
    const auto refused = harness.send(each.request, each.body);
    INFO(each.request << ": " << refused.response.body);
    CHECK(refused.response.status == 409);
    CHECK(shows(refused, "AnotherOperationInProgress"));
    CHECK(refused.changes.empty());
  }
  harness.let_pass(2000);
  CHECK(harness.send("PUT $NS/clients/c1", "{}").response.status == 200);
  harness.send("PATCH $NS", R"({"tags":{}})");
  CHECK(harness.send("PUT $NS/clients/c2", "{}").response.status == 200);
}

TEST_CASE("a resource group is deleted by polling its Location") {
  test::ControlHarness harness(asynchronous());
  make_namespace(harness);
  const auto deleted = harness.send("DELETE $RG");
  CHECK(deleted.response.status == 202);
  CHECK(deleted.changes.size() == 1);
  CHECK(test::header_of(deleted.response, "Azure-AsyncOperation").empty());
  const std::string result = path_of(deleted.response, "Location");
  CHECK(result.find("/operationresults/") != std::string::npos);
  CHECK(shows(harness.send("GET $RG"), R"("provisioningState":"Deleting")"));
  const auto refused = harness.send("PUT $NS-b", namespace_body);
  CHECK(refused.response.status == 409);
  CHECK(shows(refused, "ResourceGroupBeingDeleted"));
  CHECK(harness.send("PUT $RG", R"({"location":"eastus"})").response.status == 409);
  CHECK(path_of(harness.send("DELETE $RG").response, "Location") == result);
  harness.let_pass(2000);
  CHECK(harness.send("GET " + result).response.status == 200);
  CHECK(harness.send("GET $RG").response.status == 404);
}

TEST_CASE("a restart ends a deletion, and its result is still answered") {
  const test::StoreDirectory directory;
  std::string result;
  {
    test::ControlHarness harness(asynchronous(), directory.file());
    make_namespace(harness);
    REQUIRE(harness.send("PUT $NS-b", namespace_body).response.status == 201);
    result = path_of(harness.send("DELETE $NS").response, "Location");
  }
  test::ControlHarness harness(test::control_settings(), directory.file());
  REQUIRE(harness.started().size() == 1);
  CHECK(harness.started()[0].namespace_name == "ns1-b");
  CHECK(harness.send("GET $NS").response.status == 404);
  CHECK(harness.send("GET " + result).response.status == 200);
  CHECK(shows(harness.send("GET $NS-b"), R"("provisioningState":"Succeeded")"));
}

TEST_CASE("a key is regenerated by polling") {
  test::ControlHarness harness(asynchronous());
  make_namespace(harness);
  const std::string before = harness.send("POST $NS/listKeys").response.body;
  const auto accepted = harness.send("POST $NS/regenerateKey", R"({"keyName":"key2"})");
  CHECK(accepted.response.status == 202);
  CHECK(accepted.response.body.empty());
  CHECK(shows(harness.send("GET $NS"), R"("provisioningState":"Succeeded")"));
  const std::string result = path_of(accepted.response, "Location");
  harness.let_pass(2000);
  const auto done = harness.send("GET " + result);
  CHECK(done.response.status == 200);
  CHECK(done.response.body != before);
  CHECK(done.response.body == harness.send("POST $NS/listKeys").response.body);
}

TEST_CASE("children answer at once, as the service does") {
  test::ControlHarness harness(asynchronous());
  make_namespace(harness);
  const auto created = harness.send("PUT $NS/clients/c1", "{}");
  CHECK(created.response.status == 200);
  CHECK(shows(created, R"("provisioningState":"Succeeded")"));
  CHECK(test::header_of(created.response, "Azure-AsyncOperation").empty());
  CHECK(harness.send("DELETE $NS/clients/c1").response.status == 200);
}

TEST_CASE("an operation is found in its own subscription and location alone") {
  test::ControlHarness harness(asynchronous());
  const std::string status =
      path_of(harness.send("PUT $NS", namespace_body).response, "Azure-AsyncOperation");
  const auto with = [&status](const std::string& from, const std::string& to) {
    std::string changed = status;
    return changed.replace(changed.find(from), from.size(), to);
  };
  CHECK(harness.send("GET " + status).response.status == 200);
  CHECK(harness.send("GET " + with("operationsStatus", "OPERATIONSSTATUS")).response.status == 200);
  CHECK(harness.send("GET " + with("/eastus/", "/westus/")).response.status == 404);
  CHECK(harness.send("GET " + with("000000000001", "000000000002")).response.status == 404);
  const auto unknown = harness.send(
      "GET $SUB/providers/Microsoft.EventGrid/locations/eastus/operationsStatus/"
      "11111111-2222-3333-4444-555555555555");
  CHECK(unknown.response.status == 404);
  CHECK(shows(unknown, "ResourceNotFound"));
  CHECK(harness.send("GET $SUB/operationresults/11111111-2222-3333-4444-555555555555").response.status ==
        404);
}
