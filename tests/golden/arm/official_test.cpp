// Replays the official request samples (testdata/arm/official). Those of features that are not emulated stand
// in refused.json with their reason, and must be refused.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/control_json_pattern.hpp"

using namespace eg;
using rapidjson::Value;

namespace {

const std::string folder = EG_TESTDATA_DIR "/arm/official/";

rapidjson::Document read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  rapidjson::Document document;
  document.Parse(text.str().c_str());
  INFO(path);
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

struct Kind {
  const char* file_prefix;
  const char* collection;
  const char* name_parameter;
  const char* body;  ///< what stands before a GET, DELETE, PATCH or list
};
constexpr Kind kinds[] = {
    {"Namespaces", "", "namespaceName", R"({"location":"westus"})"},
    {"Clients", "/clients", "clientName", "{}"},
    {"TopicSpaces", "/topicSpaces", "topicSpaceName", R"({"properties":{"topicTemplates":["filter1"]}})"},
    {"PermissionBindings", "/permissionBindings", "permissionBindingName",
     R"({"properties":{"clientGroupName":"$all","topicSpaceName":"exampleTopicSpaceName1","permission":"Publisher"}})"},
};

struct Operation {
  const char* file_suffix;
  const char* method;
  bool resource_exists;
  bool on_collection;
};
constexpr Operation operations[] = {
    {"_CreateOrUpdate", "PUT", false, false}, {"_Get", "GET", true, false},
    {"_Delete", "DELETE", true, false},       {"_Update", "PATCH", true, false},
    {"_ListByNamespace", "GET", true, true},  {"_ListByResourceGroup", "GET", true, true},
};

/// The one parameter that is an object is the body.
std::string body_of(const Value& parameters) {
  for (const auto& parameter : parameters.GetObject()) {
    if (parameter.value.IsObject()) {
      return test::json_of(parameter.value);
    }
  }
  return {};
}

std::string text_or(const Value& parameters, const char* name, const char* otherwise) {
  return parameters.HasMember(name) ? parameters[name].GetString() : otherwise;
}

control::Response replay(const std::string& version, const Kind& kind, const Operation& operation,
                         const Value& parameters) {
  test::ControlHarness harness;
  const std::string group = std::string("/subscriptions/") + parameters["subscriptionId"].GetString() +
                            "/resourceGroups/" + parameters["resourceGroupName"].GetString();
  const std::string namespaces = group + "/providers/Microsoft.EventGrid/namespaces";
  const std::string space = namespaces + "/" + text_or(parameters, "namespaceName", "example-ns");
  const bool is_child = *kind.collection != '\0';
  const std::string collection = is_child ? space + kind.collection : namespaces;
  const std::string resource =
      is_child ? collection + "/" + text_or(parameters, kind.name_parameter, "example1") : space;
  const auto prepare = [&](const std::string& line, const std::string& body) {
    const auto handled = harness.send(line, body, version);
    INFO(line << ": " << handled.response.body);
    REQUIRE(handled.response.status < 300);
  };
  prepare("PUT " + group, R"({"location":"westus"})");
  if (is_child) {
    prepare("PUT " + space, R"({"location":"westus"})");
    prepare("PUT " + space + "/topicSpaces/exampleTopicSpaceName1",
            R"({"properties":{"topicTemplates":["a"]}})");
  }
  if (operation.resource_exists) {
    prepare("PUT " + resource, kind.body);
  }
  const std::string& path = operation.on_collection ? collection : resource;
  return harness.send(std::string(operation.method) + " " + path, body_of(parameters), version).response;
}

std::string json_of(const Value& value) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  value.Accept(writer);
  return buffer.GetString();
}

/// Every member that was sent stands in the answer with its value.
void check_kept(const Value& sent, const Value& answered, const std::string& path) {
  for (const auto& member : sent.GetObject()) {
    const std::string member_path = path + "." + member.name.GetString();
    INFO(member_path);
    REQUIRE(answered.HasMember(member.name));
    const Value& kept = answered[member.name];
    if (member.value.IsObject() && kept.IsObject()) {
      check_kept(member.value, kept, member_path);
    } else {
      CHECK(json_of(kept) == json_of(member.value));
    }
  }
}

void check_shape(const Value& sample, const control::Response& response) {
  // One of the sample's statuses; its members id, name and type where the sample is of the resource asked
  // for.
  const std::string status = std::to_string(response.status);
  REQUIRE(sample["responses"].HasMember(status.c_str()));
  if (response.body.empty()) {
    return;
  }
  rapidjson::Document body;
  body.Parse(response.body.c_str());
  REQUIRE_FALSE(body.HasParseError());
  if (body.HasMember("value")) {
    CHECK(body["value"].Size() > 0);
    return;
  }
  const Value& expected = sample["responses"][status.c_str()]["body"];
  for (const char* member : {"id", "name"}) {
    CHECK(std::string(body[member].GetString()) == expected[member].GetString());
  }
  CHECK(std::string(body["properties"]["provisioningState"].GetString()) == "Succeeded");
  if (const std::string sent = body_of(sample["parameters"]); !sent.empty()) {
    rapidjson::Document request;
    request.Parse(sent.c_str());
    check_kept(request, body, "body");
  }
}

}  // namespace

TEST_CASE("the official samples of emulated features are answered as declared, the others refused") {
  const rapidjson::Document refused = read(folder + "refused.json");
  std::size_t count = 0;
  for (const std::string version : {"2023-06-01-preview", "2025-02-15"}) {
    for (const Kind& kind : kinds) {
      for (const Operation& operation : operations) {
        const std::string name = version + "/" + kind.file_prefix + operation.file_suffix + ".json";
        if (!std::filesystem::exists(folder + name)) {
          continue;
        }
        const rapidjson::Document sample = read(folder + name);
        const control::Response response = replay(version, kind, operation, sample["parameters"]);
        INFO(name << ": " << response.status << " " << response.body);
        ++count;
        if (refused.HasMember(name.c_str())) {
          CHECK(response.status == 400);
          CHECK(response.body.find(refused[name.c_str()]["message"].GetString()) != std::string::npos);
        } else {
          check_shape(sample, response);
        }
      }
    }
  }
  CHECK(count == 34);
}
