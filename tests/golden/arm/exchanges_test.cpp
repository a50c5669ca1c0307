// Runs every case of testdata/arm/<kind>/<api-version>/*.json (testdata/arm/README.md describes them).
// Besides what a case says: each answer is as its api-version is described, what a write answered is what is
// stored, and a refused request leaves the store as it was.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/io/ca_certificate.hpp"
#include "tests/golden/arm/described_answer.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/control_json_pattern.hpp"

using namespace eg;
using rapidjson::Value;

namespace {

rapidjson::Document parse(const std::string& text, const std::string& what) {
  rapidjson::Document document;
  document.Parse(text.c_str(), text.size());
  INFO(what << ": " << text);
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

std::vector<std::filesystem::path> case_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(EG_TESTDATA_DIR "/arm")) {
    if (entry.path().extension() == ".json" &&
        entry.path().string().find("/official/") == std::string::npos) {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// A body is JSON, or, as a text, sent as it stands.
std::string body_of(const Value& step) {
  if (!step.HasMember("body")) {
    return {};
  }
  return step["body"].IsString() ? step["body"].GetString() : test::with_names(test::json_of(step["body"]));
}

/// A step can name another api-version than its file's, in its address too.
std::string version_of(const Value& step, const std::string& of_file) {
  const std::string request = step["request"].GetString();
  const std::string parameter = "api-version=";
  if (const std::size_t at = request.find(parameter); at != std::string::npos) {
    return request.substr(at + parameter.size(), request.find('&', at) - at - parameter.size());
  }
  return step.HasMember("version") ? step["version"].GetString() : of_file;
}

control::Handled send(test::ControlHarness& harness, const Value& step, const std::string& of_file) {
  std::vector<control::Header> headers;
  if (step.HasMember("headers")) {
    for (const auto& header : step["headers"].GetObject()) {
      headers.emplace_back(header.name.GetString(), header.value.GetString());
    }
  }
  const bool bare = step.HasMember("bare") && step["bare"].GetBool();
  return harness.send(step["request"].GetString(), body_of(step), bare ? "" : version_of(step, of_file),
                      std::move(headers));
}

void check_then(const Value& then, const control::Handled& handled) {
  INFO("answer: " << handled.response.status << " " << handled.response.body);
  CHECK(handled.response.status == then["status"].GetUint());
  if (then.HasMember("headers")) {
    for (const auto& header : then["headers"].GetObject()) {
      const std::string actual = test::header_of(handled.response, header.name.GetString());
      const Value found(rapidjson::StringRef(actual.c_str(), actual.size()));
      CHECK(test::difference(header.value, found, header.name.GetString()) == "");
    }
  }
  if (then.HasMember("body")) {
    if (then["body"].IsNull()) {
      CHECK(handled.response.body.empty());
    } else {
      const rapidjson::Document expected = parse(test::with_names(test::json_of(then["body"])), "expected");
      CHECK(test::difference(expected, parse(handled.response.body, "answer"), "body") == "");
    }
  }
  if (then.HasMember("changes")) {
    std::vector<std::string> expected, actual;
    for (const Value& change : then["changes"].GetArray()) {
      expected.emplace_back(change.GetString());
    }
    for (const control::PolicyChange& change : handled.changes) {
      actual.push_back(change.namespace_name + (change.policy == nullptr ? " gone" : ""));
    }
    CHECK(actual == expected);
  }
}

/// All that is stored at the places where the cases write, in the version that shows most.
std::string contents_of(test::ControlHarness& harness) {
  std::string contents;
  for (const char* place : {"$SUB/resourceGroups", "$SUB/providers/Microsoft.EventGrid/namespaces",
                            "$NS/clients", "$NS/clientGroups", "$NS/topicSpaces", "$NS/permissionBindings",
                            "$NS/caCertificates", "$NS/topics", "$NS/topics/topic1/eventSubscriptions"}) {
    const control::Handled handled = harness.send(std::string("GET ") + place, {}, "2025-07-15-preview");
    // An error's text is of the kind and the name alone.
    contents += handled.response.status == 200 ? handled.response.body : "none";
    contents += '\n';
  }
  return contents;
}

void check_described(const control::Response& response, const std::string& version) {
  const auto known = arm::parse_api_version(version, "namespaces");
  if (known.has_error() || response.status >= 300 || !response.body.starts_with('{')) return;
  INFO("answer: " << response.body);
  const auto faults = arm::test::faults_of_answer(parse(response.body, "answer"), known.value());
  CHECK(faults == std::vector<std::string>());
}

/// What a write answered is what the next GET reads; a deleted resource is gone.
void check_stored(test::ControlHarness& harness, const Value& when, const std::string& version,
                  const control::Response& response) {
  const std::string request = when["request"].GetString();
  const std::size_t blank = request.find(' ');
  const std::string method = request.substr(0, blank);
  if (request.find("/providers/Microsoft.Resources/") != std::string::npos) return;
  const control::Response stored = harness.send("GET" + request.substr(blank), {}, version).response;
  INFO("GET afterwards: " << stored.status << " " << stored.body);
  if (method == "PUT" || method == "PATCH") {
    CHECK(stored.status == 200);
    CHECK(stored.body == response.body);
  } else if (method == "DELETE") {
    CHECK(stored.status == 404);
  }
}

void check_after(test::ControlHarness& harness, const Value& after, const std::string& of_file) {
  for (const Value& exchange : after.GetArray()) {
    const Value& when = exchange["when"];
    INFO("after: " << when["request"].GetString() << " " << version_of(when, of_file));
    const control::Handled handled = send(harness, when, of_file);
    check_then(exchange["then"], handled);
    check_described(handled.response, version_of(when, of_file));
  }
}

void run(const Value& one, const std::string& version) {
  control::Settings settings = test::control_settings();
  settings.read_ca_certificate = io::read_ca_certificate;
  if (one.HasMember("hostname")) {
    settings.hostname = one["hostname"].GetString();
    settings.hostnames = {settings.hostname};
  }
  if (one.HasMember("quotas")) {
    settings.quotas = one["quotas"].GetBool();
  }
  test::ControlHarness harness(settings);
  if (one.HasMember("given")) {
    for (const Value& step : one["given"].GetArray()) {
      const control::Handled handled = send(harness, step, version);
      INFO(step["request"].GetString() << ": " << handled.response.body);
      REQUIRE(handled.response.status < 300);
    }
  }
  const Value& when = one["when"];
  const std::string before = contents_of(harness);
  const control::Handled handled = send(harness, when, version);
  check_then(one["then"], handled);
  check_described(handled.response, version_of(when, version));
  if (handled.response.status >= 300) {
    CHECK(contents_of(harness) == before);
  } else {
    check_stored(harness, when, version_of(when, version), handled.response);
  }
  if (one.HasMember("after")) check_after(harness, one["after"], version);
}

}  // namespace

TEST_CASE("ARM exchanges answer as their cases say") {
  std::size_t count = 0;
  for (const std::filesystem::path& file : case_files()) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    const rapidjson::Document cases = parse(text.str(), file.string());
    for (const Value& one : cases.GetArray()) {
      INFO(file.string() << ": " << one["case"].GetString());
      run(one, file.parent_path().filename().string());
      ++count;
    }
  }
  CHECK(count >= 60);
}
