#include "server/control/projection.hpp"

#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;
using namespace eg::control;

namespace {

rapidjson::Document json(const char* text) {
  return arm::parse_json(text).value();
}

}  // namespace

TEST_CASE("the MQTT host name is connectable as read") {
  const std::pair<const char*, const char*> cases[] = {{"", "localhost"},
                                                       {"localhost", "localhost"},
                                                       {"emulator", "emulator"},
                                                       {"grid.example", "ns1.grid.example"},
                                                       {"192.168.1.5", "192.168.1.5"},
                                                       {"fe80::1", "fe80::1"}};
  for (const auto& [hostname, expected] : cases) {
    Settings settings;
    settings.hostname = hostname;
    CHECK(mqtt_hostname(settings, "NS1") == expected);
  }
}

TEST_CASE("the settings of a namespace") {
  const auto model =
      settings_of({}, "ns1", json(R"({"properties":{"topicSpacesConfiguration":{"state":"Enabled",
      "maximumSessionExpiryInHours":8,"maximumClientSessionsPerAuthenticationName":3,
      "clientAuthentication":{"alternativeAuthenticationNameSources":["ClientCertificateUri","ClientCertificateSubject"]}}}})"));
  CHECK(model.name == "ns1");
  CHECK(model.mqtt_enabled);
  CHECK(model.maximum_session_expiry_hours == 8);
  CHECK(model.maximum_sessions_per_authentication_name == 3);
  CHECK(model.alternative_authentication_name_sources ==
        std::vector{authz::NameSource::uri, authz::NameSource::subject});
  CHECK_FALSE(settings_of({}, "ns1", json("{}")).mqtt_enabled);
  CHECK(model.throughput_units == 1);
  CHECK(settings_of({}, "ns1", json(R"({"sku":{"capacity":7}})")).throughput_units == 7);
}

TEST_CASE("the network rules of a namespace") {
  const authz::Namespace open = settings_of({}, "ns1", json(R"({"properties":{}})"));
  CHECK(open.public_network_access);
  CHECK(open.inbound_ip_masks.empty());
  const authz::Namespace ruled =
      settings_of({}, "ns1", json(R"({"properties":{"publicNetworkAccess":"Enabled",
      "inboundIpRules":[{"ipMask":"10.0.0.0/8","action":"Allow"},{"ipMask":"::1"}]}})"));
  CHECK(ruled.public_network_access);
  CHECK(ruled.inbound_ip_masks == std::vector<std::string>{"10.0.0.0/8", "::1"});
  for (const std::string closed : {"Disabled", "SecuredByPerimeter"}) {
    const std::string document = R"({"properties":{"publicNetworkAccess":")" + closed + "\"}}";
    CHECK_FALSE(settings_of({}, "ns1", json(document.c_str())).public_network_access);
  }
}

TEST_CASE("a client with plain thumbprints and typed attributes") {
  const auto client = client_of("c1", json(R"({"properties":{"authenticationName":"A","state":"Enabled",
      "clientCertificateAuthentication":{"validationScheme":"ThumbprintMatch","allowedThumbprints":["ab:cd 0E"]},
      "attributes":{"i":5,"b":true,"s":"x","l":["p","q"]}}})"));
  CHECK(client.authentication_name == "A");
  CHECK(client.enabled);
  CHECK(client.validation_scheme == authz::ValidationScheme::thumbprint_match);
  CHECK(client.allowed_thumbprints == std::vector<std::string>{"ABCD0E"});
  CHECK(client.attributes.at("i") == authz::AttributeValue(std::int64_t{5}));
  CHECK(client.attributes.at("b") == authz::AttributeValue(true));
  CHECK(client.attributes.at("s") == authz::AttributeValue(std::string("x")));
  CHECK(client.attributes.at("l") == authz::AttributeValue(std::vector<std::string>{"p", "q"}));
  CHECK_FALSE(client_of("c1", json(R"({"properties":{"state":"Disabled"}})")).enabled);
}

TEST_CASE("a client with the parts of a legacy subject") {
  const auto client =
      client_of("c1", json(R"({"properties":{"authenticationName":"A","clientCertificateAuthentication":
                     {"validationScheme":"SubjectMatchesAuthenticationName","certificateSubject":
                      {"commonName":"cn","organization":"o","organizationUnit":"ou","countryCode":"DE"}}}})"));
  CHECK(client.certificate_subject == authz::SubjectParts{"cn", "o", "ou", "DE"});
  CHECK(client_of("c1", json(R"({"properties":{}})")).certificate_subject.is_empty());
}

TEST_CASE("putting and erasing children says whether the model changed") {
  authz::Namespace model;
  const auto space = json(R"({"properties":{"topicTemplates":["a"]}})");
  CHECK(put_child({}, model, arm::topic_spaces, "s1", space));
  CHECK_FALSE(put_child({}, model, arm::topic_spaces, "s1", space));
  CHECK(put_child({}, model, arm::topic_spaces, "S1", json(R"({"properties":{"topicTemplates":["b"]}})")));
  CHECK(model.topic_spaces.size() == 1);
  CHECK_FALSE(erase_child(model, arm::topic_spaces, "s2"));
  CHECK(erase_child(model, arm::topic_spaces, "s1"));
  CHECK(model.topic_spaces.empty());
}

TEST_CASE("a client group") {
  authz::Namespace model;
  const auto group = json(R"({"properties":{"query":"attributes.a = 1"}})");
  CHECK(put_child({}, model, arm::client_groups, "Group1", group));
  CHECK(model.client_groups == std::vector<authz::ClientGroup>{{"Group1", "attributes.a = 1"}});
  CHECK_FALSE(put_child({}, model, arm::client_groups, "Group1", group));
  CHECK(erase_child(model, arm::client_groups, "GROUP1"));
}

TEST_CASE("a CA certificate under the same name is a change when it is another one") {
  const Settings settings = test::control_settings();
  authz::Namespace model;
  const auto root = json(R"({"properties":{"encodedCertificate":"CERTIFICATE root"}})");
  CHECK(put_child(settings, model, arm::ca_certificates, "ca1", root));
  CHECK_FALSE(put_child(settings, model, arm::ca_certificates, "ca1", root));
  REQUIRE(model.ca_certificates.size() == 1);
  CHECK(model.ca_certificates[0].der == "CERTIFICATE root");
  CHECK(model.ca_certificates[0].thumbprint_sha256 == "OF CERTIFICATE root");
  CHECK(put_child(settings, model, arm::ca_certificates, "ca1",
                  json(R"({"properties":{"encodedCertificate":"CERTIFICATE other"}})")));
  SECTION("one that cannot be read any more vouches for nobody") {
    const auto unread = ca_certificate_of({}, "ca1", root);
    CHECK(unread.name == "ca1");
    CHECK(unread.der.empty());
  }
  CHECK(erase_child(model, arm::ca_certificates, "CA1"));
}

TEST_CASE("topics and their subscriptions have no place in the model") {
  CHECK(has_projection(arm::clients));
  CHECK(has_projection(arm::namespaces));
  CHECK_FALSE(has_projection(arm::namespace_topics));
  CHECK_FALSE(has_projection(arm::event_subscriptions));
  authz::Namespace model;
  CHECK_FALSE(put_child({}, model, arm::namespace_topics, "t", json("{}")));
}

TEST_CASE("a permission binding") {
  const auto binding = permission_binding_of(
      "b",
      json(R"({"properties":{"clientGroupName":"$all","topicSpaceName":"s","permission":"Publisher"}})"));
  CHECK(binding.client_group_name == "$all");
  CHECK(binding.topic_space_name == "s");
  CHECK(binding.permission == authz::Permission::publisher);
}
