// One certificate after another without a lost message, one for several clients, and names from certificates.
#include <memory>

#include "tests/support/catch.hpp"
#include "tests/support/wire_certificates.hpp"

namespace eg::test {
namespace {

std::string payload_of(const Bytes& publish) {
  return std::string(publish.end() - 3, publish.end());
}

void put_thumbprints(const WireEmulator& emulator, const std::vector<const WireIdentity*>& allowed) {
  std::string thumbprints;
  for (const WireIdentity* one : allowed)
    thumbprints += (thumbprints.empty() ? "\"" : ",\"") + one->thumbprint + "\"";
  emulator.put("wire-ns/clients/device",
               R"({"properties":{"authenticationName":"device","clientCertificateAuthentication":)"
               R"({"validationScheme":"ThumbprintMatch","allowedThumbprints":[)" +
                   thumbprints + "]}}}");
}

void put_sources(const WireEmulator& emulator, const std::string& sources) {
  std::string target = WireEmulator::arm_target("wire-ns");
  target.replace(target.find("2025-02-15"), 10, "2025-04-01-preview");
  const HttpReply reply = emulator.http(
      {.method = "PUT",
       .target = target,
       .body = R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled",)"
               R"("clientAuthentication":{"alternativeAuthenticationNameSources":[)" +
               sources + "]}}}}"});
  INFO(reply.header << reply.body);
  REQUIRE(reply.status / 100 == 2);
}

}  // namespace

TEST_CASE("thumbprint rotation: no message of QoS 1 is lost from one certificate to the next") {
  // broker-behaviour 3.3
  const WireEmulator emulator;
  emulator.put_namespace();
  const WireIdentity publisher_identity("publisher");
  const WireIdentity first("device");
  const WireIdentity second("device");
  emulator.put_client("publisher", publisher_identity);
  put_thumbprints(emulator, {&first});
  WireClient publisher = emulator.session(publisher_identity, "publisher");
  int published = 0;
  const auto publish = [&] {
    char text[4];
    std::snprintf(text, sizeof text, "%03d", ++published);
    publisher.send(publish_packet(
        {.topic = "t/a", .payload = text, .qos = 1, .packet_identifier = static_cast<unsigned>(published)}));
    REQUIRE(publisher.packet().value().at(0) == 0x40);
  };
  int received = 0;
  const auto receive_all = [&](WireClient& client) {
    while (received < published) {
      const Bytes packet = client.packet().value();
      REQUIRE(packet.at(0) >> 4 == 3);
      // An acknowledgement that was on its way when the connection ended counts for nothing
      const int number = std::stoi(payload_of(packet));
      const bool is_repeated = (packet.at(0) & 8U) != 0 && number <= received;
      if (!is_repeated) CHECK(number == ++received);
      client.send(
          puback_packet({.packet_identifier = static_cast<unsigned>(packet.at(7) << 8 | packet.at(8))}));
    }
  };
  const auto connect = [&](const WireIdentity& identity) {
    auto client =
        std::make_unique<WireClient>(WireOptions{.port = emulator.mqtt_port(), .identity = &identity});
    CHECK(connect_code_of(*client, {.client_identifier = "d",
                                    .clean_start = false,
                                    .user_name = "device",
                                    .session_expiry_interval_seconds = 600}) == 0);
    return client;
  };
  auto client = connect(first);
  client->send(subscribe_packet({.filters = {{.filter = "t/#", .qos = 1}}}));
  REQUIRE(client->packet().value().at(0) == 0x90);
  publish();
  receive_all(*client);
  put_thumbprints(emulator, {&first, &second});  // the connection stays
  publish();
  receive_all(*client);
  publish();  // not read by the first connection any more
  auto renewed = connect(second);
  CHECK(received == 2);
  publish();
  receive_all(*renewed);
  put_thumbprints(emulator, {&second});
  publish();
  receive_all(*renewed);
  CHECK(received == 5);
  WireClient refused = emulator.mqtt(&first);
  CHECK(connect_code_of(refused, {.client_identifier = "e", .user_name = "device"}) == 0x87);
  // Whoever holds on to the old certificate is disconnected
  put_thumbprints(emulator, {&first});
  CHECK(renewed->packet().value().at(0) == 0xE0);
  auto back = connect(first);
  publish();
  receive_all(*back);
}

TEST_CASE("one certificate for several clients, by thumbprint and by chain; the user name tells them apart") {
  const WireEmulator emulator;
  emulator.put_namespace();
  const WireIdentity shared_identity("device");
  emulator.put_client("one", shared_identity);
  emulator.put_client("two", shared_identity);
  const WireClient first = emulator.session(shared_identity, "one");
  const WireClient second = emulator.session(shared_identity, "two");
  const WireAuthority authority;
  put_ca(emulator, "root", authority.root.get());
  CertificateSpec spec = leaf_spec("x");
  spec.names = "DNS:a.example,DNS:b.example";
  const WireIdentity of_both = authority.identity(spec);
  for (const std::string name : {"a.example", "b.example"}) {
    emulator.put("wire-ns/clients/" + name, scheme_body(name, "DnsMatchesAuthenticationName"));
    emulator.session(of_both, name);
  }
}

TEST_CASE("the name comes from the certificate: each source, in the configured order") {
  // broker-behaviour 3.1
  const WireEmulator emulator;
  emulator.put_namespace();
  const WireAuthority authority;
  CertificateSpec spec = leaf_spec("by-subject");
  spec.names = "DNS:by-dns.example,URI:urn:by:uri,IP:10.9.8.7,email:by@example.com";
  const WireIdentity full = authority.identity(spec);
  const WireIdentity bare = authority.identity(leaf_spec("by-subject"));
  const std::pair<std::string, std::string> sources[] = {{"ClientCertificateSubject", "by-subject"},
                                                         {"ClientCertificateDns", "by-dns.example"},
                                                         {"ClientCertificateUri", "urn:by:uri"},
                                                         {"ClientCertificateIp", "10.9.8.7"},
                                                         {"ClientCertificateEmail", "by@example.com"}};
  int number = 0;
  for (const auto& [source, name] : sources) {
    emulator.put("wire-ns/clients/client-" + std::to_string(++number),
                 R"({"properties":{"authenticationName":")" + name +
                     R"(","clientCertificateAuthentication":{"validationScheme":"ThumbprintMatch",)"
                     R"("allowedThumbprints":[")" +
                     full.thumbprint + "\",\"" + bare.thumbprint + R"("]}}})");
  }
  const auto name_of = [&](const WireIdentity& identity) {
    const std::size_t before = emulator.log().size();
    WireClient client = emulator.mqtt(&identity);
    const unsigned code = connect_code_of(client, {});
    client.send(disconnect_packet({}));
    while (client.packet()) continue;
    const std::string logged = emulator.log().substr(before);
    if (code != 0) return "refused " + std::to_string(code);
    for (const auto& [source, name] : sources) {
      if (logged.find(name) != std::string::npos) return name;
    }
    return "nobody: " + logged;
  };
  for (const auto& [source, name] : sources) {
    put_sources(emulator, "\"" + source + "\"");
    INFO(source);
    CHECK(name_of(full) == name);
    CHECK(name_of(bare) == (source == "ClientCertificateSubject" ? "by-subject" : "refused 135"));
  }
  put_sources(emulator, R"("ClientCertificateEmail","ClientCertificateDns","ClientCertificateSubject")");
  CHECK(name_of(full) == "by@example.com");
  CHECK(name_of(bare) == "by-subject");
  put_sources(emulator, "");
  CHECK(name_of(full) == "refused 135");
}

}  // namespace eg::test
