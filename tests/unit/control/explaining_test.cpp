// POST /emulator/explain: what it decides, what it says, and what it does not take.
#include "server/control/explaining.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

namespace eg::control {
namespace {

/// `CERT A`: a certificate whose thumbprint is A 64 times and whose common name is dev1.
boost::system::result<authz::PeerCertificate, arm::Error> read_any_client_certificate(std::string_view pem) {
  if (!pem.starts_with("CERT "))
    return arm::Error(arm::ErrorCode::invalid_request, "This is no certificate.");
  authz::PeerCertificate certificate;
  certificate.thumbprint_sha256 = std::string(64, pem.at(5));
  certificate.subject_common_name = "dev1";
  certificate.subject = "CN=dev1";
  certificate.not_after_unix_seconds = 2'000'000'000;
  return certificate;
}

Settings explaining_settings() {
  Settings settings = test::control_settings();
  settings.read_client_certificate = read_any_client_certificate;
  return settings;
}

void put(test::ControlHarness& harness, const std::string& path, const std::string& properties) {
  const Response response =
      harness.send("PUT $NS" + path, R"({"location":"eastus","properties":)" + properties + "}").response;
  INFO(path << response.body);
  REQUIRE(response.status / 100 == 2);
}

/// dev1 by thumbprint A, dev2 by chain, dev3 disabled; everybody may publish to `t/#`, `north` subscribe.
void set_up(test::ControlHarness& harness) {
  put(harness, "", R"({"topicSpacesConfiguration":{"state":"Enabled"}})");
  put(harness, "/clients/dev1",
      R"({"attributes":{"area":"South"},"clientCertificateAuthentication":{"validationScheme":)"
      R"("ThumbprintMatch","allowedThumbprints":[")" +
          std::string(64, 'A') + "\"]}}");
  put(harness, "/clients/dev2", R"({"authenticationName":"dev1-chain"})");
  put(harness, "/clients/dev3", R"({"state":"Disabled"})");
  put(harness, "/clientGroups/north", R"({"query":"attributes.area = 'North'"})");
  put(harness, "/topicSpaces/space", R"({"topicTemplates":["t/#","u/${client.attributes.unit}"]})");
  put(harness, "/permissionBindings/pub",
      R"({"permission":"Publisher","clientGroupName":"$all","topicSpaceName":"space"})");
  put(harness, "/permissionBindings/sub",
      R"({"permission":"Subscriber","clientGroupName":"north","topicSpaceName":"space"})");
}

Response explain(test::ControlHarness& harness, const std::string& question) {
  return harness.send("POST /emulator/explain", question, "").response;
}

TEST_CASE("explain: the decision, its reason and what goes with it") {
  test::ControlHarness harness(explaining_settings());
  set_up(harness);
  struct Case {
    const char* question;
    std::vector<const char*> parts;
  };
  const Case cases[] = {
      {R"({"namespace":"NS1","client":"DEV1","action":"publish","topic":"t/1"})",
       {R"("client":"dev1","decision":"allowed","reason":"allowed")",
        R"("template":"t/#","expansions":["t/#"],"allows":true)",
        R"({"name":"north","isMember":false,"query":"attributes.area = 'North'","comparisons":[{"comparison":)"
        R"("attributes.area = 'North'","holds":false,"value":"'South'"}]})"}},
      {R"({"namespace":"ns1","client":"dev1","action":"publish","topic":"u/7"})",
       {R"("decision":"denied","reason":"no-topic-space-matches")",
        R"("cure":"Set attribute 'unit' of client 'dev1' to a text without '/', '+' and '#'.")",
        R"("nearestMiss":{"kind":"template-without-value","topicSpace":"space")",
        R"("unusableTemplates":[{"topicSpace":"space","template":"u/${client.attributes.unit}","why":)"}},
      {R"({"namespace":"ns1","client":"dev1","action":"subscribe","topic":"t/#"})",
       {R"("decision":"denied","reason":"no-permission-binding")", R"("kind":"client-not-in-group")",
        R"("bindings":[])"}},
      {R"({"namespace":"ns1","client":"dev1","action":"subscribe","topic":"$share/g/t","protocol":"MQTT3"})",
       {R"("reason":"shared-subscription-in-v311")"}},
      {R"({"namespace":"ns1","client":"dev9","action":"publish","topic":"t/1"})",
       {R"("decision":"denied","reason":"client-not-found")",
        R"("authentication":{"name":"dev9","nameSource":)"
        R"("UserName","detail":"no client has)"}},
      {R"({"namespace":"ns1","client":"dev3","action":"subscribe","topic":"t/1"})",
       {R"("decision":"denied","reason":"client-disabled")", R"("state":"Disabled")"}},
      {R"({"namespace":"ns1","client":"dev1","action":"connect"})",
       {R"("decision":"undetermined","cause":"Whether the client may connect depends on its certificate.")"}},
      {R"({"namespace":"ns1","client":"dev1","certificate":"CERT A","action":"connect"})",
       {R"("decision":"allowed")", R"("allowedThumbprints":["AAAA)", R"("subject":"CN=dev1")"}},
      {R"({"namespace":"ns1","userName":"dev1","certificate":"CERT B","action":"publish","topic":"t/1"})",
       {R"("decision":"denied","reason":"thumbprint-mismatch")", R"("cure":"Put thumbprint BBBB)"}},
      {R"({"namespace":"ns1","certificate":"CERT A","action":"connect"})",
       {R"("reason":"no-authentication-name")"}},
      {R"({"namespace":"ns1","client":"dev1-chain","certificate":"CERT A","action":"connect"})",
       {R"("decision":"undetermined","cause":"Whether the client may connect depends on the chain)",
        R"("chain":"not checked")"}},
      {R"({"namespace":"ns1","client":"dev1-chain","certificate":"CERT A","action":"publish","topic":"t/1"})",
       {R"("decision":"allowed")", R"("chain":"not checked")"}},
  };
  for (const Case& one : cases) {
    const Response response = explain(harness, one.question);
    INFO(one.question << "\n" << response.body);
    CHECK(response.status == 200);
    for (const char* part : one.parts) {
      INFO(part);
      CHECK(response.body.find(part) != std::string::npos);
    }
  }
}

TEST_CASE("explain: a verifier of chains decides, with the certificates of the namespace") {
  Settings settings = explaining_settings();
  settings.verify_chain = [](std::string_view pem, const std::vector<authz::CaCertificate>& anchors,
                             std::int64_t now_unix_seconds) {
    CHECK(pem == "CERT A");
    CHECK(now_unix_seconds == test::control_time / 1000);
    return anchors.empty() ? authz::ChainOutcome::not_trusted : authz::ChainOutcome::trusted;
  };
  test::ControlHarness harness(settings);
  set_up(harness);
  const std::string question =
      R"({"namespace":"ns1","client":"dev1-chain","certificate":"CERT A","action":"connect"})";
  const std::string refused = explain(harness, question).body;
  CHECK(refused.find(R"("reason":"certificate-chain-not-trusted")") != std::string::npos);
  CHECK(refused.find(R"("chain":"not trusted")") != std::string::npos);
  put(harness, "/caCertificates/authority", R"({"encodedCertificate":"CERTIFICATE 1"})");
  const std::string mismatch = explain(harness, question).body;
  CHECK(mismatch.find(R"("reason":"certificate-field-mismatch")") != std::string::npos);
  CHECK(mismatch.find(R"("chain":"trusted")") != std::string::npos);
  CHECK(mismatch.find(R"("fieldValues":["dev1","CN=dev1"])") != std::string::npos);
}

TEST_CASE("explain: a namespace without MQTT") {
  test::ControlHarness harness(explaining_settings());
  put(harness, "", "{}");
  const Response response =
      explain(harness, R"({"namespace":"ns1","client":"dev1","action":"publish","topic":"t"})");
  CHECK(response.body.find(R"("decision":"denied","reason":"mqtt-disabled")") != std::string::npos);
}

TEST_CASE("explain: what is wrong with a question is said, all together") {
  test::ControlHarness harness(explaining_settings());
  set_up(harness);
  struct Case {
    const char* question;
    std::vector<const char*> sentences;
  };
  const Case cases[] = {
      {"", {"InvalidRequestContent"}},
      {"[]", {"The body must be an object with these members: namespace, client, certificate"}},
      {"{}",
       {"Name the namespace", "Say who asks",
        "Say what is tried: 'action' is connect, publish or subscribe."}},
      {R"({"namespace":"ns9","client":"dev1","action":"connect"})", {"There is no namespace 'ns9'"}},
      {R"({"namespace":"ns1","client":"dev1","action":"read"})",
       {"'read' is no action: it must be one of connect publish subscribe."}},
      {R"({"namespace":"ns1","client":"dev1","action":"publish"})", {"'topic' is missing"}},
      {R"({"namespace":"ns1","client":7,"action":"connect","who":"x"})",
       {"'client' must be a text.", "There is no member 'who' here"}},
      {R"({"namespace":"ns1","client":"a","userName":"b","action":"connect"})", {"send one of them"}},
      {R"({"namespace":"ns1","certificate":"x","action":"connect"})", {"This is no certificate."}},
      {R"({"namespace":"ns1","client":"dev1","action":"connect","protocol":"MQTT4"})",
       {"it must be one of MQTT3 MQTT5"}},
  };
  for (const Case& one : cases) {
    const Response response = explain(harness, one.question);
    INFO(one.question << "\n" << response.body);
    CHECK(response.status == 400);
    for (const char* sentence : one.sentences) {
      INFO(sentence);
      CHECK(response.body.find(sentence) != std::string::npos);
    }
  }
  CHECK(harness.send("GET /emulator/explain", "", "").response.status == 405);
  CHECK(harness.send("POST /emulator/explain", "{}", "", {{"Host", "evil.example"}}).response.status == 403);
  CHECK(harness.send("POST /emulator/explain", "{}", "", {{"Origin", "https://evil.example"}})
            .response.status == 403);
}

TEST_CASE("explain: changes nothing") {
  test::ControlHarness harness(explaining_settings());
  set_up(harness);
  const Handled handled =
      harness.send("POST /emulator/explain", R"({"namespace":"ns1","client":"dev1","action":"connect"})", "");
  CHECK(handled.changes.empty());
  CHECK(handled.warnings.empty());
}

}  // namespace
}  // namespace eg::control
