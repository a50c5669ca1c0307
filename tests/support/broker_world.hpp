// The usual cast for twins of the broker: namespace `ns` in which `$all` may publish to and subscribe to
// `t/#`, clients alice and bob, and short ways to connect and to talk.
#pragma once

#include <string>

#include "tests/support/broker_stage.hpp"

namespace eg::test {

inline authz::Client thumbprint_client(const std::string& name, char letter) {
  authz::Client client;
  client.name = client.authentication_name = name;
  client.validation_scheme = authz::ValidationScheme::thumbprint_match;
  client.allowed_thumbprints = {std::string(64, letter)};
  return client;
}

/// Judged by the chain and the subject of its certificate.
inline authz::Client subject_client(const std::string& name) {
  authz::Client client;
  client.name = client.authentication_name = name;
  client.validation_scheme = authz::ValidationScheme::subject_matches_authentication_name;
  return client;
}

inline authz::Namespace usual_namespace(const std::string& name) {
  authz::Namespace model;
  model.name = name;
  model.mqtt_enabled = true;
  model.maximum_sessions_per_authentication_name = 3;
  model.clients = {thumbprint_client("alice", 'A'), thumbprint_client("bob", 'B')};
  model.topic_spaces = {{"space", {"t/#"}}};
  model.permission_bindings = {{"pub", "$all", "space", authz::Permission::publisher},
                               {"sub", "$all", "space", authz::Permission::subscriber}};
  return model;
}

class World : public Stage {
 public:
  explicit World(broker::Settings settings = {}) : Stage(settings) { apply(model); }

  /// Opens and connects; `alice` has certificate A, everybody else B. The CONNACK's line.
  std::string connect(broker::LinkId link, ConnectOptions options) {
    if (!options.user_name) options.user_name = "alice";
    open(link, certificate(*options.user_name == "alice" ? 'A' : 'B'), "");
    effects.inboxes[link].version = options.version;
    input(link, connect_packet(options));
    return next_line(link);
  }
  std::string subscribe(broker::LinkId link, const std::string& filter, unsigned qos) {
    input(link, subscribe_packet({.version = version(link), .filters = {{.filter = filter, .qos = qos}}}));
    return next_line(link);
  }
  void publish(broker::LinkId link, const std::string& topic, unsigned qos, const std::string& payload) {
    input(link, publish_packet({.version = version(link),
                                .topic = topic,
                                .payload = payload,
                                .qos = qos,
                                .packet_identifier = qos == 0 ? 0U : 1U}));
  }
  mqtt::Version version(broker::LinkId link) { return effects.inboxes[link].version; }
  /// The last event of a kind; one with an empty reason and identity when there was none.
  RecordedEvent last_event(broker::Event::Kind kind) const {
    RecordedEvent found;
    for (const RecordedEvent& event : effects.events) found = event.kind == kind ? event : found;
    return found;
  }

  authz::Namespace model = usual_namespace("ns");
};

}  // namespace eg::test
