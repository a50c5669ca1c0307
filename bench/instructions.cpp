// The five steps of a PUBLISH on its way through the core, each by itself, and the whole of them: decode,
// match, route and encode here, the decisions in authz.cpp. A message has 256 bytes of payload, goes to one
// subscriber and is MQTT 5 with QoS 0. Meant for callgrind (bench/instructions.py); called as
// bench/scenarios.hpp says.
#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "authz/policy.hpp"
#include "bench/scenarios.hpp"
#include "protocol/mqtt/decode.hpp"
#include "protocol/mqtt/frame.hpp"
#include "server/broker/broker.hpp"
#include "server/broker/core.hpp"
#include "server/broker/effects.hpp"
#include "server/broker/message.hpp"
#include "server/broker/remembered_matches.hpp"
#include "server/broker/routing.hpp"
#include "server/broker/subscriptions.hpp"
#include "tests/support/mqtt_packets.hpp"

namespace {

using namespace eg;
using bench::keep;
using bench::Scenario;

constexpr broker::Now now{1'000'000, 1'700'000'000};
constexpr std::size_t payload_bytes = 256;
constexpr std::size_t session_count = 50;
constexpr std::size_t filters_per_session = 20;
/// More than the broker remembers, so that each of them is met for the first time again and again.
constexpr std::size_t topic_count = 2 * broker::generation_topics_max + 1'232;

const std::string topic = "site3/hall1/line7/temperature";

test::Bytes publish_bytes() {
  return test::publish_packet({.topic = topic, .payload = std::string(payload_bytes, 'x')});
}

/// Encodes what is delivered, as a link does when it gathers its output, and keeps nothing.
class EncodingEffects final : public broker::Effects {
 public:
  void send(broker::LinkId, std::span<const std::uint8_t> packets) override { keep(packets.size()); }
  void deliver(broker::LinkId, const broker::Delivery& delivery) override {
    if (encodes) broker::encode(delivery, buffer_.data());
    keep(buffer_[0]);
    ++delivered_count;
  }
  void close(broker::LinkId) override { throw std::logic_error("the broker closed a link"); }
  void verify_chain(broker::LinkId, std::uint64_t, const authz::PolicyPointer&) override {}
  void event(const broker::Event&) override {}

  bool encodes = true;
  std::size_t delivered_count = 0;

 private:
  std::array<std::uint8_t, 2 * payload_bytes> buffer_{};
};

authz::PolicyPointer policy() {
  authz::Namespace model;
  model.name = "bench";
  model.mqtt_enabled = true;
  for (const char* name : {"publisher", "subscriber"}) {
    authz::Client client;
    client.name = client.authentication_name = name;
    client.validation_scheme = authz::ValidationScheme::thumbprint_match;
    client.allowed_thumbprints = {std::string(64, 'A')};
    model.clients.push_back(client);
  }
  model.topic_spaces = {{"space", {"site3/#"}}};
  model.permission_bindings = {{"pub", "$all", "space", authz::Permission::publisher},
                               {"sub", "$all", "space", authz::Permission::subscriber}};
  return authz::compile(model, nullptr);
}

std::function<void()> decode() {
  return [bytes = publish_bytes()] {
    const auto cut = mqtt::cut_frame(bytes, 1'000'000);
    const auto packet = mqtt::decode_publish(cut.frame, mqtt::Version::v5);
    keep(packet->payload.size());
  };
}

/// A thousand filters with wildcards over fifty sessions; each topic is covered by one of them.
struct Subscribed {
  std::vector<broker::Session> sessions{session_count};
  broker::Subscriptions subscriptions;

  Subscribed() {
    for (std::size_t i = 0; i < session_count * filters_per_session; ++i) {
      const std::string filter =
          "site" + std::to_string(i % session_count) + "/+/line" + std::to_string(i / session_count) + "/#";
      subscriptions.add(sessions[i % session_count], filter, {});
    }
  }
};

std::function<void()> match_known() {
  const auto subscribed = std::make_shared<Subscribed>();
  return [subscribed] { keep(subscribed->subscriptions.match(topic).targets.size()); };
}

std::function<void()> match_new() {
  const auto subscribed = std::make_shared<Subscribed>();
  std::vector<std::string> topics;
  for (std::size_t i = 0; i < topic_count; ++i) {
    topics.push_back("site" + std::to_string(i % session_count) + "/hall" + std::to_string(10'000 + i) +
                     "/line" + std::to_string(i % filters_per_session) + "/temperature");
  }
  return [subscribed, topics, next = std::size_t{0}]() mutable {
    keep(subscribed->subscriptions.match(topics[next]).targets.size());
    next = (next + 1) % topics.size();
  };
}

/// One session online, subscribed to the topic, as `accepting` and `subscribing` leave it.
struct Routed {
  EncodingEffects effects;
  broker::Core core{broker::Settings{}, effects};
  authz::PolicyPointer rules = policy();
  broker::NamespaceState& home = core.add_namespace("bench");
  broker::MessagePointer message;

  Routed() {
    effects.encodes = false;
    core.begin_call(now);
    home.policy = rules;
    broker::Link& link = core.add_link(1, {});
    broker::Session& session = core.add_session(home, "subscriber", "subscriber");
    core.attribute(link, home);
    session.principal = rules->find("subscriber");
    session.link = &link;
    link.session = &session;
    link.state = broker::Link::State::connected;
    home.subscriptions.add(session, topic, {});
    const std::vector<std::uint8_t> payload(payload_bytes, 'x');
    message = broker::Message::make(topic, {}, payload);
    route();
    if (effects.delivered_count != 1) throw std::logic_error("the message was not delivered");
  }
  void route() { broker::route(core, home, nullptr, message, mqtt::Qos::at_most_once, false); }
};

std::function<void()> route() {
  const auto routed = std::make_shared<Routed>();
  return [routed] { routed->route(); };
}

std::function<void()> encode() {
  broker::Delivery delivery;
  const std::vector<std::uint8_t> payload(payload_bytes, 'x');
  delivery.message = broker::Message::make(topic, {}, payload);
  std::vector<std::uint8_t> out(2 * payload_bytes);
  return [delivery, out]() mutable {
    broker::encode(delivery, out.data());
    keep(out[0] + broker::encoded_size(delivery));
  };
}

/// The broker with a publisher and a subscriber.
struct Whole {
  EncodingEffects effects;
  broker::Broker broker{broker::Settings{}, effects};
  test::Bytes publish = publish_bytes();

  Whole() {
    broker.apply({"bench", policy()}, now);
    for (const broker::LinkId link : {1U, 2U}) {
      const auto certificate = std::make_shared<authz::PeerCertificate>();
      certificate->thumbprint_sha256 = std::string(64, 'A');
      certificate->not_after_unix_seconds = now.unix_seconds + 1'000'000;
      broker.open(link, {"", "bench", certificate, false}, now);
      const std::string name = link == 1 ? "publisher" : "subscriber";
      broker.input(link, test::connect_packet({.client_identifier = name, .user_name = name}), now);
    }
    broker.input(2, test::subscribe_packet({.filters = {{.filter = topic}}}), now);
    send();
    if (effects.delivered_count != 1) throw std::logic_error("the message was not delivered");
  }
  void send() { broker.input(1, publish, now); }
};

std::function<void()> whole() {
  const auto made = std::make_shared<Whole>();
  return [made] { made->send(); };
}

const std::vector<Scenario> scenarios = {
    {"decode", 0, 3'000'000, decode},           {"match-known-topic", 0, 3'000'000, match_known},
    {"match-new-topic", 0, 300'000, match_new}, {"route", 0, 1'000'000, route},
    {"encode", 0, 3'000'000, encode},           {"whole", 0, 300'000, whole},
};

}  // namespace

int main(int count, char** arguments) {
  return bench::run({arguments, static_cast<std::size_t>(count)}, scenarios);
}
