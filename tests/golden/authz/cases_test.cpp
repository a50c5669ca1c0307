// Every row of testdata/authz/cases.tsv: decided here, or listed in not_yet.tsv with the part that decides
// it.
#include <algorithm>
#include <cstdio>
#include <map>
#include <string>

#include "authz/decide.hpp"
#include "authz/group_query.hpp"
#include "authz/policy.hpp"
#include "authz/reason.hpp"
#include "authz/topic_template.hpp"
#include "tests/golden/authz/cases.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using namespace eg::authz_golden;

namespace {

std::string outcome(const Decision& decision) {
  switch (decision.reason) {
    case Reason::allowed: return decision.allowed ? "allow" : "inconsistent";
    case Reason::topic_malformed: return "malformed";
    case Reason::topic_limit_exceeded: return "limit";
    case Reason::shared_subscription_in_v311: return "disconnect";
    default: return decision.allowed ? "inconsistent" : "deny";
  }
}

PrincipalPointer principal_of(const Case& row) {
  const Client client = client_of(row.client);
  return compile(namespace_of(row.policy, client), nullptr)->find(client.authentication_name);
}

std::string run_publish(const Case& row) {
  return outcome(decide_publish(*principal_of(row), json_text(row.input)));
}

std::string run_subscribe(const Case& row) {
  return outcome(decide_subscribe(*principal_of(row), json_text(row.input), row.protocol == "3.1.1"));
}

std::string run_query(const Case& row) {
  const auto query = GroupQuery::parse(json_text(row.input));
  if (query.has_error()) return "invalid";
  if (row.client == "-") return "valid";
  const Client client = client_of(row.client);
  return query->contains(client.authentication_name, client.attributes) ? "true" : "false";
}

std::string run_template(const Case& row) {
  return TopicTemplate::parse(json_text(row.input)).has_value() ? "valid" : "invalid";
}

/// The CONNACK code, and ` as=NAME` when the row asks for the name.
std::string run_connect(const Case& row) {
  const Connect connect = connect_of(row);
  const auto policy = compile(connect.model, nullptr);
  Credentials credentials;
  if (connect.user_name) credentials.user_name = *connect.user_name;
  credentials.certificate = connect.certificate ? &*connect.certificate : nullptr;
  Authentication answer = authenticate(*policy, credentials, now_unix_seconds);
  if (answer.kind == Authentication::Kind::needs_chain) {
    credentials.chain = connect.chain;
    answer = authenticate(*policy, credentials, now_unix_seconds);
  }
  const ReasonRow& reason = eg::authz::row(answer.reason);
  char code[8];
  std::snprintf(code, sizeof code, "0x%02X", row.protocol == "5" ? reason.v5_code : reason.v311_code);
  const bool granted = answer.kind == Authentication::Kind::granted;
  if (granted != (answer.reason == Reason::allowed)) return "inconsistent";
  const bool name_is_asked = row.expected.find(" as=") != std::string::npos;
  return code +
         (granted && name_is_asked ? " as=" + answer.principal->client.authentication_name : std::string());
}

const std::map<std::string, std::string (*)(const Case&)> runners{{"publish", run_publish},
                                                                  {"subscribe", run_subscribe},
                                                                  {"query", run_query},
                                                                  {"template-valid", run_template},
                                                                  {"connect", run_connect}};

}  // namespace

TEST_CASE("golden authz rows") {
  // Given the rows that authz alone decides
  const auto not_yet = read_not_yet();
  std::size_t passed = 0;
  for (const Case& row : read_cases()) {
    const auto is_row = [&row](const NotYet& listed) { return listed.id == row.id; };
    if (std::any_of(not_yet.begin(), not_yet.end(), is_row)) continue;
    INFO(row.id << " " << row.kind << " " << row.protocol << " " << row.policy << " " << row.input << ": "
                << row.why);
    // When it is run, then the outcome is the expected one
    REQUIRE(runners.count(row.kind) == 1);
    CHECK(runners.at(row.kind)(row) == row.expected);
    ++passed;
  }
  CHECK(passed + not_yet.size() == read_cases().size());
  WARN(passed << " rows decided, " << not_yet.size() << " listed in not_yet.tsv");
}

TEST_CASE("rows that authz does not decide are listed once, exist and are connect rows") {
  const auto cases = read_cases();
  std::map<std::string, int> seen;
  for (const NotYet& listed : read_not_yet()) {
    INFO(listed.id << " " << listed.feature << ": " << listed.reason);
    CHECK(++seen[listed.id] == 1);
    CHECK_FALSE(listed.reason.empty());
    const auto found =
        std::find_if(cases.begin(), cases.end(), [&](const Case& row) { return row.id == listed.id; });
    REQUIRE(found != cases.end());
    CHECK(found->kind == "connect");
  }
}
