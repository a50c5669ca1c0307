// The rows of testdata/authz/cases.tsv that the broker decides, not authz: ownership, counts, identifiers,
// dialect.
#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#include <rapidjson/document.h>
#pragma GCC diagnostic pop

namespace eg::dialogues {
namespace {

using Json = rapidjson::Value;

const std::set<std::string> broker_rows = {"C029", "C030", "C031", "C032", "C033",
                                           "C034", "C035", "C036", "C037", "C041"};

rapidjson::Document parsed(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.c_str(), text.size());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

authz::Namespace model_of(const Json& policy) {
  authz::Namespace model = test::usual_namespace("golden");
  model.clients.clear();
  for (const Json& client : policy["clients"].GetArray()) {
    model.clients.push_back(test::thumbprint_client(client["authenticationName"].GetString(), 'A'));
    REQUIRE(client["allowedThumbprints"][0].GetString() == std::string(64, 'A'));
  }
  model.maximum_sessions_per_authentication_name =
      policy["maximumClientSessionsPerAuthenticationName"].GetUint();
  for (const Json& session : policy["sessions"].GetArray()) {
    const std::string owner = session["auth"].GetString();
    if (owner != model.clients[0].authentication_name)
      model.clients.push_back(test::thumbprint_client(owner, 'A'));
  }
  return model;
}

test::ConnectOptions options_of(const Json& input, const std::string& protocol) {
  test::ConnectOptions options;
  options.version = protocol == "5" ? mqtt::Version::v5 : mqtt::Version::v311;
  options.user_name = input["username"].GetString();
  options.client_identifier = input["clientId"].GetString();
  if (input.HasMember("cleanSession")) options.clean_start = input["cleanSession"].GetBool();
  if (input.HasMember("userProperties")) {
    for (const Json& pair : input["userProperties"].GetArray()) {
      options.user_properties.emplace_back(pair[0].GetString(), pair[1].GetString());
    }
  }
  if (input.HasMember("will")) {
    options.will = test::WillOptions();
    options.will->topic = input["will"]["topic"].GetString();
    options.will->qos = input["will"]["qos"].GetUint();
  }
  return options;
}

std::string connack_of(test::Stage& stage, broker::LinkId link, const test::ConnectOptions& options,
                       const test::Bytes& packet) {
  stage.open(link, test::certificate('A'), "");
  stage.effects.inboxes[link].version = options.version;
  stage.input(link, packet);
  return stage.next_line(link);
}

std::string play(const std::string& protocol, const std::string& policy_text, const std::string& input_text) {
  test::Stage stage;
  const auto input = parsed(input_text);
  if (policy_text != "-") {
    const auto policy = parsed(policy_text);
    stage.apply(model_of(policy));
    broker::LinkId link = 10;
    for (const Json& session : policy["sessions"].GetArray()) {
      test::ConnectOptions options;
      options.user_name = session["auth"].GetString();
      options.client_identifier = session["id"].GetString();
      options.session_expiry_interval_seconds = 600;
      connack_of(stage, ++link, options, test::connect_packet(options));
      if (!session["online"].GetBool()) stage.lose(link);
    }
  }
  const test::ConnectOptions options = options_of(input, protocol);
  test::Bytes packet = test::connect_packet(options);
  if (protocol == "3.1") packet = test::packet(0x10, test::PacketBytes().string("MQIsdp").byte(3).bytes);
  return connack_of(stage, 1, options, packet);
}

}  // namespace

TEST_CASE("authz cases that the broker decides") {
  std::ifstream file(EG_TESTDATA_DIR "/authz/cases.tsv");
  std::size_t played = 0;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
    if (cells.size() != 9 || !broker_rows.contains(cells[0])) continue;
    INFO(cells[0] << ": " << cells[8]);
    CHECK(play(cells[2], cells[4], cells[5]).starts_with("connack " + cells[6]));
    ++played;
  }
  CHECK(played == broker_rows.size());
}

}  // namespace eg::dialogues
