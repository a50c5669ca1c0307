// The filters of GET /emulator/denials and what an answer holds.
#include "server/control/denials.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

namespace eg::control {
namespace {

std::shared_ptr<const Denial> denial(DenialKind kind, const std::string& reason, const std::string& client,
                                     std::int64_t unix_milliseconds) {
  auto made = std::make_shared<Denial>();
  made->kind = kind;
  made->reason = reason;
  made->client = client;
  made->namespace_name = "Ns1";
  made->session_name = "s-" + client;
  made->unix_milliseconds = made->first_unix_milliseconds = unix_milliseconds;
  made->detail = "said \"why\"";
  made->code = 0x87;
  return made;
}

Settings settings_with_denials() {
  Settings settings = test::control_settings();
  settings.recent_denials = [] {
    RecentDenials recent;
    recent.newest_first = {denial(DenialKind::disconnect, "client-disabled", "carol", 1'700'000'003'000),
                           denial(DenialKind::subscribe, "no-topic-space-matches", "bob", 1'700'000'002'000),
                           denial(DenialKind::publish, "topic-reserved", "alice", 1'700'000'001'000),
                           denial(DenialKind::connect, "thumbprint-mismatch", "Alice", 1'700'000'000'000)};
    recent.kept_max = 1000;
    recent.forgotten = 5;
    return recent;
  };
  return settings;
}

/// The reasons of the answer, joined.
std::string reasons_of(test::ControlHarness& harness, const std::string& query) {
  const Response response = harness.send("GET /emulator/denials" + query, "", "").response;
  REQUIRE(response.status == 200);
  std::string reasons;
  const std::string key = "\"reason\":\"";
  for (std::size_t at = 0; (at = response.body.find(key, at)) != std::string::npos;) {
    at += key.size();
    reasons += (reasons.empty() ? "" : " ") + response.body.substr(at, response.body.find('"', at) - at);
  }
  return reasons;
}

TEST_CASE("denials: newest first, and what each filter lets through") {
  test::ControlHarness harness(settings_with_denials());
  const std::pair<const char*, const char*> cases[] = {
      {"", "client-disabled no-topic-space-matches topic-reserved thumbprint-mismatch"},
      {"?client=ALICE", "topic-reserved thumbprint-mismatch"},
      {"?session=s-bob", "no-topic-space-matches"},
      {"?namespace=ns1&$top=1", "client-disabled"},
      {"?namespace=other", ""},
      {"?kind=connect,Publish", "topic-reserved thumbprint-mismatch"},
      {"?reason=topic-reserved,client-disabled", "client-disabled topic-reserved"},
      {"?since=2023-11-14T22:13:22Z", "client-disabled no-topic-space-matches"},
      {"?until=2023-11-14T23:13:21%2B01:00", "topic-reserved thumbprint-mismatch"},
      {"?until=2023-11-14T23:13:21+01:00", "topic-reserved thumbprint-mismatch"},
      {"?kind=connect&client=bob", ""},
      {"?%24top=2", "client-disabled no-topic-space-matches"}};
  for (const auto& [query, reasons] : cases) {
    INFO(query);
    CHECK(reasons_of(harness, query) == reasons);
  }
}

TEST_CASE("a denial has the reason's cause and cure, and its own detail") {
  test::ControlHarness harness(settings_with_denials());
  const std::string body = harness.send("GET /emulator/denials?$top=1", "", "").response.body;
  CHECK(body == R"({"value":[{"time":"2023-11-14T22:13:23Z","kind":"disconnect","reason":"client-disabled",)"
                R"("namespace":"Ns1","client":"carol","session":"s-carol","code":"0x87",)"
                R"("cause":"The client exists and is disabled.","cure":"Set the client's state to Enabled.",)"
                R"("detail":"said \"why\""}],"since":"1970-01-01T00:00:00Z","keptAtMost":1000,"forgotten":5,)"
                R"("note":"Kept in memory: a restart of the emulator forgets them."})");
}

TEST_CASE("what is no filter, or no value of one, is told what would be") {
  test::ControlHarness harness;
  const std::pair<const char*, const char*> cases[] = {
      {"?clint=a", "There is no parameter 'clint' here: namespace, client, session"},
      {"?kind=publishing", "must be one or several of connect, publish, subscribe, disconnect"},
      {"?reason=no-such", "docs/REFUSALS.md"},
      {"?since=yesterday", "must be a moment such as 2026-11-22T20:04:09Z"},
      {"?until=2023-02-29T00:00:00Z", "must be a moment"},
      {"?$top=0", "must be a number from 1"},
      {"?$top=x", "must be a number from 1"}};
  for (const auto& [query, sentence] : cases) {
    INFO(query);
    const Response response = harness.send(std::string("GET /emulator/denials") + query, "", "").response;
    CHECK(response.status == 400);
    CHECK(response.body.find("\"InvalidParameter\"") != std::string::npos);
    CHECK(response.body.find(sentence) != std::string::npos);
  }
  CHECK(reasons_of(harness, "").empty());
}

TEST_CASE("denials are refused to web pages of others") {
  test::ControlHarness harness(settings_with_denials());
  CHECK(harness.send("GET /emulator/denials", "", "", {{"Host", "evil.example"}}).response.status == 403);
  CHECK(harness.send("GET /emulator/denials", "", "", {{"Origin", "https://evil.example"}}).response.status ==
        403);
}

}  // namespace
}  // namespace eg::control
