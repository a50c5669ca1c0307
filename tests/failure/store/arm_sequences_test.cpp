// Sequences of ARM writes with the disk failing at call 1..n: what was answered is there after a restart,
// what was not is whole or absent.
#include <map>
#include <optional>
#include <string>

#include <sqlite3.h>

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/store_directory.hpp"
#include "tests/support/store_failing_vfs.hpp"

using namespace eg;

namespace {

struct Step {
  const char* request;
  const char* body;
};

struct Sequence {
  const char* name;
  std::vector<Step> steps;
};

const std::vector<Sequence> sequences = {
    {"create a namespace with children",
     {{"PUT $NS", R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})"},
      {"PUT $NS/clients/c1", "{}"},
      {"PUT $NS/topicSpaces/space1", R"({"properties":{"topicTemplates":["a/#"]}})"},
      {"PUT $NS/permissionBindings/b-1",
       R"({"properties":{"clientGroupName":"$all","topicSpaceName":"space1","permission":"Publisher"}})"}}},
    {"replace",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PUT $NS/clients/c1", R"({"properties":{"description":"first"}})"},
      {"PUT $NS/clients/c1", R"({"properties":{"description":"second"}})"},
      {"PATCH $NS", R"({"tags":{"a":"b"}})"}}},
    {"delete everything",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PUT $NS/clients/c1", "{}"},
      {"DELETE $NS/clients/c1", ""},
      {"PUT $NS/clients/c2", "{}"},
      {"DELETE $RG", ""}}},
    {"groups and what is bound to them",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PUT $NS/clientGroups/group1", R"({"properties":{"query":"attributes.a = 1"}})"},
      {"PUT $NS/topicSpaces/space1", R"({"properties":{"topicTemplates":["a/#"]}})"},
      {"PUT $NS/permissionBindings/b-1",
       R"({"properties":{"clientGroupName":"group1","topicSpaceName":"space1","permission":"Publisher"}})"},
      {"PUT $NS/clientGroups/group1", R"({"properties":{"query":"attributes.a = 2"}})"}}},
    {"a binding and then its space are deleted",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PUT $NS/topicSpaces/space1", R"({"properties":{"topicTemplates":["a/#"]}})"},
      {"PUT $NS/permissionBindings/b-1",
       R"({"properties":{"clientGroupName":"$all","topicSpaceName":"space1","permission":"Subscriber"}})"},
      {"DELETE $NS/permissionBindings/b-1", ""},
      {"DELETE $NS/topicSpaces/space1", ""}}},
    {"a namespace is deleted with its children and made again",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PUT $NS/clients/c1", "{}"},
      {"PUT $NS/topicSpaces/space1", R"({"properties":{"topicTemplates":["a/#"]}})"},
      {"DELETE $NS", ""},
      {"PUT $NS", R"({"location":"westus"})"}}},
    {"a resource group is tagged and emptied",
     {{"PATCH $RG", R"({"tags":{"a":"b"}})"},
      {"PUT $NS", R"({"location":"eastus"})"},
      {"DELETE $NS", ""},
      {"PATCH $RG", R"({"tags":{"c":"d"}})"}}},
    {"MQTT is switched on and sessions are allowed",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PATCH $NS", R"({"properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})"},
      {"PATCH $NS", R"({"properties":{"topicSpacesConfiguration":{"maximumSessionExpiryInHours":4}}})"}}},
    {"a client's thumbprint is rotated",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PUT $NS/clients/c1", "{}"},
      {"PUT $NS/clients/c1",
       R"({"properties":{"clientCertificateAuthentication":{"validationScheme":"DnsMatchesAuthenticationName"}}})"},
      {"PUT $NS/clients/c1", R"({"properties":{"attributes":{"a":[ "b" ]}}})"}}},
    {"two clients come and one goes",
     {{"PUT $NS", R"({"location":"eastus"})"},
      {"PUT $NS/clients/c1", "{}"},
      {"PUT $NS/clients/c2", "{}"},
      {"DELETE $NS/clients/c1", ""}}},
};

const char* const resources[] = {"$RG",
                                 "$NS",
                                 "$NS/clients/c1",
                                 "$NS/clients/c2",
                                 "$NS/clientGroups/group1",
                                 "$NS/topicSpaces/space1",
                                 "$NS/permissionBindings/b-1"};

using Contents = std::map<std::string, std::string>;

Contents contents_of(test::ControlHarness& harness) {
  Contents contents;
  for (const char* resource : resources) {
    const auto handled = harness.send(std::string("GET ") + resource);
    if (handled.response.status == 200) {
      contents[resource] = handled.response.body;
    } else {
      REQUIRE(handled.response.status == 404);
    }
  }
  return contents;
}

/// What is stored after the first `count` steps when nothing fails.
Contents expected_after(const Sequence& sequence, std::size_t count) {
  test::ControlHarness harness;
  for (std::size_t index = 0; index < count; ++index) {
    harness.send(sequence.steps[index].request, sequence.steps[index].body);
  }
  return contents_of(harness);
}

struct Run {
  std::size_t answered = 0;  ///< steps before the first that failed
  bool failed = false;
  control::Response failure;
  int calls = 0;
};

/// Sends until a step fails; then the process "dies": nothing more is written.
Run run_with_failure(const Sequence& sequence, const std::string& path, int call, bool lasting, int code) {
  Run run;
  test::ControlHarness harness(test::control_settings(), path);
  test::FailingVfs::fail_at(call, lasting, code);
  for (const Step& step : sequence.steps) {
    auto handled = harness.send(step.request, step.body);
    if (handled.response.status >= 300) {
      run.failed = true;
      run.failure = handled.response;
      CHECK(handled.changes.empty());
      break;
    }
    ++run.answered;
  }
  run.calls = test::FailingVfs::calls();
  // A dead process tidies nothing up: the close of the file fails too.
  test::FailingVfs::fail_at(run.failed ? 1 : 0, true, code);
  return run;
}

void check_contents(const Sequence& sequence, const std::string& path, const Run& run) {
  test::FailingVfs::fail_at(0, false, SQLITE_OK);
  test::ControlHarness reopened(test::control_settings(), path);
  const Contents found = contents_of(reopened);
  const bool as_answered = found == expected_after(sequence, run.answered);
  const bool one_more = run.failed && found == expected_after(sequence, run.answered + 1);
  CHECK((as_answered || one_more));
}

}  // namespace

TEST_CASE("an answered write is there after a failure at any call, an unanswered one is whole or absent") {
  const test::FailingVfs vfs;
  const bool lasting = GENERATE(true, false);
  const int code = GENERATE(SQLITE_IOERR_WRITE, SQLITE_FULL);
  for (const Sequence& sequence : sequences) {
    int failures = 0;
    for (int call = 1; call < 500; ++call) {
      const test::StoreDirectory directory;
      const Run run = run_with_failure(sequence, directory.file(), call, lasting, code);
      INFO(sequence.name << ", call " << call << ", lasting " << lasting << ", answered " << run.answered);
      check_contents(sequence, directory.file(), run);
      if (!run.failed && run.calls < call) {
        break;
      }
      failures += run.failed ? 1 : 0;
      REQUIRE(call < 499);
    }
    // Each step writes and syncs at least once.
    CHECK(failures >= static_cast<int>(sequence.steps.size()));
  }
}

TEST_CASE("a full disk is answered 503 with a sentence, and the next request after it works") {
  const test::FailingVfs vfs;
  const test::StoreDirectory directory;
  test::FailingVfs::fail_at(0, false, SQLITE_OK);
  test::ControlHarness harness(test::control_settings(), directory.file());
  REQUIRE(harness.send("PUT $NS", R"({"location":"eastus"})").response.status == 201);
  test::FailingVfs::fail_at(1, true, SQLITE_FULL);
  const auto refused = harness.send("PUT $NS/clients/c1", "{}");
  CHECK(refused.response.status == 503);
  CHECK(refused.response.body.find("disk is full") != std::string::npos);
  CHECK(refused.changes.empty());
  test::FailingVfs::fail_at(0, false, SQLITE_OK);
  CHECK(harness.send("GET $NS/clients/c1").response.status == 404);
  CHECK(harness.send("PUT $NS/clients/c1", "{}").response.status == 200);
}

TEST_CASE("a failure while the store is opened is an error, and the next opening works") {
  const test::FailingVfs vfs;
  int failures = 0;
  for (int call = 1; call < 200; ++call) {
    const test::StoreDirectory directory;
    test::FailingVfs::fail_at(call, true, SQLITE_IOERR_WRITE);
    const bool opened = store::Store::open(directory.file()).has_value();
    failures += opened ? 0 : 1;
    const bool all_done = test::FailingVfs::calls() < call;
    test::FailingVfs::fail_at(0, false, SQLITE_OK);
    INFO("call " << call);
    CHECK(store::Store::open(directory.file()).has_value());
    if (all_done) {
      break;
    }
  }
  CHECK(failures > 3);
}
