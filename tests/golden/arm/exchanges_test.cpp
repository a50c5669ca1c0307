// Runs every case of testdata/arm/<kind>/<api-version>/*.json (testdata/arm/README.md describes them).
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "server/io/ca_certificate.hpp"
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

control::Handled send(test::ControlHarness& harness, const Value& step, const std::string& version) {
  std::vector<control::Header> headers;
  if (step.HasMember("headers")) {
    for (const auto& header : step["headers"].GetObject()) {
      headers.emplace_back(header.name.GetString(), header.value.GetString());
    }
  }
  const bool bare = step.HasMember("bare") && step["bare"].GetBool();
  return harness.send(step["request"].GetString(), body_of(step), bare ? "" : version, std::move(headers));
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
  check_then(one["then"], send(harness, one["when"], version));
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
