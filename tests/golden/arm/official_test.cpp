// Replays the official samples of every version that has them (testdata/arm/official) and checks each answer
// against the published description of that version (testdata/arm/swagger): no member that the version lacks,
// every required member there.
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

const std::string folder = EG_TESTDATA_DIR "/arm/official/";

std::string text_of_file(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

rapidjson::Document parse(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.c_str());
  REQUIRE_FALSE(document.HasParseError());
  return document;
}

struct SampleKind {
  const char* file_prefix;
  const char* collection;  ///< below the namespace, `@topic` standing for the topic's name
  const char* name_parameter;
  const char* body;  ///< what stands before a GET, DELETE, PATCH or list
};
const SampleKind kinds[] = {
    {"Namespaces", "", "namespaceName", R"({"location":"westus"})"},
    {"Clients", "/clients", "clientName", "{}"},
    {"ClientGroups", "/clientGroups", "clientGroupName", R"({"properties":{"query":"attributes.a = 1"}})"},
    {"TopicSpaces", "/topicSpaces", "topicSpaceName", R"({"properties":{"topicTemplates":["filter1"]}})"},
    {"PermissionBindings", "/permissionBindings", "permissionBindingName",
     R"({"properties":{"clientGroupName":"$all","topicSpaceName":"exampleTopicSpaceName1","permission":"Publisher"}})"},
    {"CaCertificates", "/caCertificates", "caCertificateName",
     R"({"properties":{"encodedCertificate":"@certificate"}})"},
    {"NamespaceTopics", "/topics", "topicName", "{}"},
    {"NamespaceTopicEventSubscriptions", "/topics/@topic/eventSubscriptions", "eventSubscriptionName", "{}"},
};

struct Operation {
  const char* file_suffix;
  const char* method;
  bool resource_exists;
  bool on_collection;
  const char* action = "";     ///< below the resource
  const char* body = nullptr;  ///< of what stands before, where the kind's does not do
};
constexpr char pushing[] =
    R"({"properties":{"deliveryConfiguration":{"deliveryMode":"Push","push":{"deliveryWithResourceIdentity":)"
    R"({"destination":{"endpointType":"WebHook","properties":{"endpointUrl":"https://hook.example/in",)"
    R"("deliveryAttributeMappings":[{"name":"h","type":"Static","properties":{"value":"v"}}]}}}}}}})";
constexpr Operation operations[] = {
    {"_CreateOrUpdate", "PUT", false, false},
    {"_Get", "GET", true, false},
    {"_Delete", "DELETE", true, false},
    {"_Update", "PATCH", true, false},
    {"_ListByNamespace", "GET", true, true},
    {"_ListByResourceGroup", "GET", true, true},
    {"_ListBySubscription", "GET", true, true},
    {"_ListByNamespaceTopic", "GET", true, true},
    {"_ListSharedAccessKeys", "POST", true, false, "/listKeys"},
    {"_RegenerateKey", "POST", true, false, "/regenerateKey"},
    {"_GetDeliveryAttributes", "POST", true, false, "/getDeliveryAttributes", pushing},
    {"_GetFullUrl", "POST", true, false, "/getFullUrl", pushing},
};

/// The samples have placeholders where a certificate stands.
std::string with_certificate(std::string text) {
  std::string pem = text_of_file(folder + "ca.pem");
  std::erase(pem, '\n');
  for (const char* placeholder : {"base64EncodePemFormattedCertificateString", "@certificate"}) {
    const std::size_t at = text.find(placeholder);
    if (at != std::string::npos) text.replace(at, std::string(placeholder).size(), pem);
  }
  return text;
}

/// The one parameter that is an object is the body.
std::string body_of(const Value& parameters) {
  for (const auto& parameter : parameters.GetObject()) {
    if (parameter.value.IsObject()) return with_certificate(test::json_of(parameter.value));
  }
  return {};
}

std::string text_or(const Value& parameters, const char* name, const char* otherwise) {
  return parameters.HasMember(name) ? parameters[name].GetString() : otherwise;
}

/// What a sample names besides its own resource.
void prepare(test::ControlHarness& harness, const std::string& version, const std::string& space,
             const std::string& topic) {
  const std::pair<std::string, const char*> resources[] = {
      {"", R"({"location":"westus"})"},
      {"/topicSpaces/exampleTopicSpaceName1", R"({"properties":{"topicTemplates":["a"]}})"},
      {"/clientGroups/exampleClientGroupName1", R"({"properties":{"query":"attributes.a = 1"}})"},
      {"/topics/" + topic, "{}"},
  };
  for (const auto& [path, body] : resources) {
    const auto handled = harness.send("PUT " + space + path, body, version);
    INFO(path << ": " << handled.response.body);
    REQUIRE(handled.response.status < 300);
  }
}

struct Replayed {
  std::string resource;  ///< path of the one asked for
  control::Response response;
};

Replayed replay(const std::string& version, const SampleKind& kind, const Operation& operation,
                const Value& parameters) {
  control::Settings settings = test::control_settings();
  settings.read_ca_certificate = io::read_ca_certificate;
  test::ControlHarness harness(settings);
  const std::string subscription = std::string("/subscriptions/") + parameters["subscriptionId"].GetString();
  const std::string group =
      subscription + "/resourceGroups/" + text_or(parameters, "resourceGroupName", "examplerg");
  const bool of_subscription = !parameters.HasMember("resourceGroupName");
  const std::string namespaces = "/providers/Microsoft.EventGrid/namespaces";
  const std::string space = group + namespaces + "/" + text_or(parameters, "namespaceName", "example-ns");
  const std::string topic = text_or(parameters, "topicName", "example-topic");
  std::string collection = kind.collection;
  if (const std::size_t at = collection.find("@topic"); at != std::string::npos) {
    collection.replace(at, 6, topic);
  }
  const bool is_child = !collection.empty();
  collection = is_child ? space + collection : (of_subscription ? subscription : group) + namespaces;
  const std::string resource =
      is_child ? collection + "/" + text_or(parameters, kind.name_parameter, "example1") : space;
  REQUIRE(harness.send("PUT " + group, R"({"location":"westus"})", version).response.status < 300);
  if (is_child) prepare(harness, version, space, topic);
  if (operation.resource_exists) {
    const auto handled = harness.send(
        "PUT " + resource, with_certificate(operation.body == nullptr ? kind.body : operation.body), version);
    INFO(resource << ": " << handled.response.body);
    REQUIRE(handled.response.status < 300);
  }
  const std::string path = operation.on_collection ? collection : resource + operation.action;
  return {resource,
          harness.send(std::string(operation.method) + " " + path, body_of(parameters), version).response};
}

void check_resource(arm::ApiVersion version, const Value& resource) {
  for (const char* member : {"id", "name", "type", "systemData", "properties"}) {
    INFO(member);
    CHECK(resource.HasMember(member));
  }
  CHECK(arm::test::faults_of_answer(resource, version) == std::vector<std::string>());
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
      CHECK(test::json_of(kept) == test::json_of(member.value));
    }
  }
}

void check_same_members(const Value& expected, const Value& found) {
  CHECK(found.MemberCount() == expected.MemberCount());
  for (const auto& member : expected.GetObject()) {
    INFO(member.name.GetString());
    CHECK(found.HasMember(member.name));
  }
}

void check_answer(arm::ApiVersion version, const Value& sample, const Replayed& replayed) {
  const control::Response& response = replayed.response;
  const std::string status = std::to_string(response.status);
  REQUIRE(sample["responses"].HasMember(status.c_str()));
  if (response.body.empty()) return;
  const rapidjson::Document body = parse(response.body);
  if (body.HasMember("value")) {
    CHECK(body["value"].Size() > 0);
    for (const Value& element : body["value"].GetArray()) {
      if (element.HasMember("id")) {
        check_resource(version, element);
      } else {
        check_same_members(sample["responses"][status.c_str()]["body"]["value"][0], element);
      }
    }
    return;
  }
  if (!body.HasMember("id")) {  // keys or an address: flat, and as the sample has them
    check_same_members(sample["responses"][status.c_str()]["body"], body);
    return;
  }
  check_resource(version, body);
  // Some samples answer with a resource that they did not ask for, so the path of the request counts.
  CHECK(std::string(body["id"].GetString()) == replayed.resource);
  CHECK(replayed.resource.ends_with(std::string("/") + body["name"].GetString()));
  CHECK(std::string(body["properties"]["provisioningState"].GetString()) == "Succeeded");
  if (const std::string sent = body_of(sample["parameters"]); !sent.empty()) {
    check_kept(parse(sent), body, "body");
  }
}

}  // namespace

TEST_CASE("the official samples are answered as declared, with the members of their version") {
  std::size_t count = 0;
  for (const arm::ApiVersionRow& version : arm::api_versions()) {
    // The newest preview has no samples of its own; the family of namespaces is that of the one before.
    const bool is_newest = version.version == arm::ApiVersion::v2025_07_15_preview;
    const std::string of = is_newest ? "2025-04-01-preview" : std::string(version.name);
    for (const SampleKind& kind : kinds) {
      for (const Operation& operation : operations) {
        const std::string file = folder + of + "/" + kind.file_prefix + operation.file_suffix + ".json";
        if (!std::filesystem::exists(file)) continue;
        const rapidjson::Document sample = parse(text_of_file(file));
        const std::string name(version.name);
        const Replayed replayed = replay(name, kind, operation, sample["parameters"]);
        INFO(name << " " << file << ": " << replayed.response.status << " " << replayed.response.body);
        ++count;
        check_answer(version.version, sample, replayed);
      }
    }
  }
  CHECK(count == 291);
}

TEST_CASE("the operations are listed in the form of the official samples") {
  for (const arm::ApiVersionRow& version : arm::api_versions()) {
    const std::string file = folder + std::string(version.name) + "/Operations_List.json";
    if (!std::filesystem::exists(file)) continue;
    const rapidjson::Document sample = parse(text_of_file(file));
    const Value& expected = sample["responses"]["200"]["body"]["value"][0];
    test::ControlHarness harness;
    const auto response =
        harness.send("GET /providers/Microsoft.EventGrid/operations", "", std::string(version.name)).response;
    INFO(version.name << ": " << response.body);
    REQUIRE(response.status == 200);
    const rapidjson::Document body = parse(response.body);
    REQUIRE(body["value"].Size() >= 24);  // read, write and delete of each kind
    for (const Value& operation : body["value"].GetArray()) {
      check_same_members(expected, operation);
      check_same_members(expected["display"], operation["display"]);
    }
  }
}
