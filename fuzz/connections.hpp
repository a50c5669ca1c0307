// What is done with one fuzz input: a configuration byte, then a script that opens links, sends packets or
// any bytes, loses links, lets time pass and stops and starts the broker, against the pure broker with fixed
// policies. Shared by the libFuzzer target and the test that replays the corpus; aborts on a broken rule.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "fuzz/require.hpp"
#include "server/broker/broker.hpp"
#include "tests/support/broker_received.hpp"
#include "tests/support/broker_snapshot.hpp"
#include "tests/support/mqtt_packets.hpp"

namespace eg::fuzz {

using broker::LinkId;

inline constexpr LinkId links_max = 4;
inline constexpr unsigned restart_command = 0xF8;  ///< and above; lower ones name a link and an operation

/// Checks what a broker may write: only to open links, whole packets of the link's version, CONNACK first,
/// nothing after a refusal, and not without bound.
class CheckedEffects final : public broker::Effects {
 public:
  void send(LinkId link, std::span<const std::uint8_t> packets) override {
    Peer& peer = open_peer(link);
    require(!packets.empty());
    if (!peer.version) {  // CONNACK says in which version it is: only in 3.1.1 its body has two bytes
      require(packets[0] == 0x20 && packets.size() >= 4);
      peer.version = packets[1] == 2 ? mqtt::Version::v311 : mqtt::Version::v5;
      peer.is_refused = packets[3] != 0;
    } else {
      require(!peer.is_refused && packets[0] != 0x20);
    }
    require(!test::received_lines(packets, *peer.version).empty());
    sent_bytes += packets.size();
  }
  void deliver(LinkId link, const broker::Delivery& delivery) override {
    test::Bytes bytes(broker::encoded_size(delivery));
    broker::encode(delivery, bytes.data());
    require(open_peer(link).version == delivery.head.version);
    send(link, bytes);
  }
  void close(LinkId link) override {
    open_peer(link);
    peers.erase(link);
  }
  void verify_chain(LinkId link, std::uint64_t question, const authz::PolicyPointer&) override {
    open_peer(link).question = question;
  }
  void event(const broker::Event&) override {}

  struct Peer {
    std::optional<mqtt::Version> version;
    std::optional<std::uint64_t> question;  // of the verification that was asked for
    bool is_refused = false;
    test::Bytes unread;
  };
  Peer& open_peer(LinkId link) {
    const auto found = peers.find(link);
    require(found != peers.end());
    return found->second;
  }
  std::map<LinkId, Peer> peers;
  std::size_t sent_bytes = 0;
};

inline authz::Namespace script_namespace(std::string templates_below, bool is_carol_enabled) {
  authz::Namespace model;
  model.name = "ns";
  model.mqtt_enabled = true;
  model.maximum_sessions_per_authentication_name = 3;
  for (const char letter : {'A', 'B', 'C'}) {
    authz::Client client;
    client.name = client.authentication_name = std::string(1, letter);
    client.validation_scheme = authz::ValidationScheme::thumbprint_match;
    client.allowed_thumbprints = {std::string(64, letter)};
    client.enabled = letter != 'C' || is_carol_enabled;
    model.clients.push_back(client);
  }
  authz::Client by_chain;
  by_chain.name = by_chain.authentication_name = "D";
  by_chain.validation_scheme = authz::ValidationScheme::subject_matches_authentication_name;
  model.clients.push_back(by_chain);
  model.ca_certificates = {{.name = "root"}};
  model.topic_spaces = {{"space", {"a/#", std::move(templates_below) + "/#"}}};
  model.permission_bindings = {{"pub", "$all", "space", authz::Permission::publisher},
                               {"sub", "$all", "space", authz::Permission::subscriber}};
  return model;
}

/// Compiled once: a run takes one of them after another.
inline const std::array<authz::PolicyPointer, 3>& script_policies() {
  static const std::array<authz::PolicyPointer, 3> policies = [] {
    std::array<authz::PolicyPointer, 3> made;
    made[0] = authz::compile(script_namespace("b", true), nullptr);
    made[1] = authz::compile(script_namespace("c", true), made[0].get());
    made[2] = authz::compile(script_namespace("b", false), made[1].get());
    return made;
  }();
  return policies;
}

class Script {
 public:
  explicit Script(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  bool at_end() const { return at_ >= bytes_.size(); }
  unsigned byte() { return at_end() ? 0U : bytes_[at_++]; }
  std::span<const std::uint8_t> take(std::size_t size) {
    const auto taken = bytes_.subspan(std::min(at_, bytes_.size()))
                           .first(std::min(size, bytes_.size() - std::min(at_, bytes_.size())));
    at_ += taken.size();
    return taken;
  }

 private:
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

class Conversation {
 public:
  explicit Conversation(unsigned configuration)
      : settings_(settings_of(configuration)), broker_(settings_, effects_) {
    broker_.apply({"ns", policy_}, now_);
  }

  void play(Script& script) {
    while (!script.at_end()) {
      const unsigned command = script.byte();
      effects_.sent_bytes = 0;
      if (command >= restart_command) {
        restart();
      } else {
        perform(script, 1 + command % links_max, command / links_max % 8);
      }
      // Four queues at their quota, windows included, and what one step can publish.
      if (settings_.quotas) require(effects_.sent_bytes <= std::size_t{16} * 1024 * 1024);
    }
  }

  /// An orderly stop: the snapshot of what is kept.
  test::Chunks stop() {
    broker_.stop(now_);
    require(effects_.peers.empty() && broker_.link_count() == 0);
    return test::take_snapshot(broker_, now_);
  }

  /// Whatever happened, all ends when every link is lost and every session has expired.
  void end() {
    for (LinkId link = 1; link <= links_max; ++link) lose(link);
    pass_time(10 * 3600);
    require(effects_.peers.empty() && broker_.link_count() == 0);
    require(broker_.session_count("ns") == 0);
    for (const broker::Count& count : broker_.counters("ns")) require(count.metric != "Mqtt.Connections");
  }

 private:
  static broker::Settings settings_of(unsigned configuration) {
    broker::Settings settings;
    settings.quotas = configuration % 2 == 0;
    if (configuration / 2 % 2 == 1) settings.waiting_bytes_max = 4096;
    return settings;
  }

  void perform(Script& script, LinkId link, unsigned operation) {
    switch (operation) {
      case 0: return open(link, static_cast<char>('A' + script.byte() % 4));
      case 1: return say(link, canned(script, link));
      case 2: {
        const std::size_t size = script.byte();
        const auto bytes = script.take(size);
        return say(link, {bytes.begin(), bytes.end()});
      }
      case 3: return lose(link);
      case 4: return pass_time(std::int64_t{script.byte()} * 20);
      case 5:
        if (effects_.peers.contains(link)) broker_.congested(link, script.byte() % 2 == 1);
        return;
      case 6: policy_ = script_policies()[script.byte() % 3]; return broker_.apply({"ns", policy_}, now_);
      default: return verify(link, script.byte() % 2 == 1);
    }
  }

  /// The next broker reads what this one kept, and would keep the same.
  void restart() {
    const test::Chunks kept = stop();
    std::destroy_at(&broker_);
    std::construct_at(&broker_, settings_, effects_);
    broker_.apply({"ns", policy_}, now_);
    if (kept.empty()) return;
    require(broker_.restore("ns", test::Stage::source_of(kept), 0, now_).damage.empty());
    require(test::take_snapshot(broker_, now_) == kept);
  }

  void open(LinkId link, char letter) {
    if (effects_.peers.contains(link)) return;
    auto certificate = std::make_shared<authz::PeerCertificate>();
    certificate->thumbprint_sha256 = std::string(64, letter);
    certificate->subject_common_name = std::string(1, letter);
    certificate->subject = "CN=" + certificate->subject_common_name;
    certificate->not_before_unix_seconds = 1'600'000'000;
    certificate->not_after_unix_seconds = 1'900'000'000;
    effects_.peers[link] = {};
    broker::Peer peer;
    peer.certificate = std::move(certificate);
    broker_.open(link, std::move(peer), now_);
  }

  /// A packet of which a few bytes choose the parts, so that mutations reach beyond the decoder.
  test::Bytes canned(Script& script, LinkId link) {
    static const char* const topics[] = {"a", "a/1", "b/1", "b/+", "a/#", "#", "c/1", "$share/g/a/1"};
    const unsigned kind = script.byte();
    const unsigned choice = script.byte();
    const mqtt::Version version = effects_.peers.contains(link)
                                      ? effects_.peers[link].version.value_or(mqtt::Version::v5)
                                      : mqtt::Version::v5;
    const std::string topic = topics[choice % 8];
    switch (kind % 6) {
      case 0: {
        test::ConnectOptions options;
        options.version = choice % 2 == 0 ? mqtt::Version::v5 : mqtt::Version::v311;
        options.client_identifier = std::string(1, static_cast<char>('s' + choice / 2 % 4));
        options.user_name = std::string(1, static_cast<char>('A' + choice / 8 % 4));
        options.clean_start = choice / 32 % 2 == 1;
        options.keep_alive_seconds = 600;
        const unsigned more = script.byte();
        if (options.version == mqtt::Version::v5) {
          options.session_expiry_interval_seconds = more % 4 * 1000;
          options.receive_maximum = 1 + more / 4 % 4;
        }
        if (choice / 64 % 2 == 1) {
          options.will = test::WillOptions{};
          options.will->topic = topics[more / 16 % 3];
          options.will->qos = more / 64 % 2;
        }
        return test::connect_packet(options);
      }
      case 1:
      case 2:
        return test::publish_packet({.version = version,
                                     .topic = topic,
                                     .payload = std::string(script.byte() * 4U, 'x'),
                                     .qos = kind % 2,
                                     .retain = choice / 16 % 4 == 3,
                                     .packet_identifier = kind % 2 == 0 ? 0U : 1U + choice});
      case 3:
        return test::subscribe_packet(
            {.version = version, .filters = {{.filter = topic, .qos = choice / 8 % 3}}});
      case 4: return test::unsubscribe_packet({.version = version, .filters = {topic}});
      default: return test::puback_packet({.version = version, .packet_identifier = 1U + choice});
    }
  }

  void say(LinkId link, const test::Bytes& bytes) {
    if (!effects_.peers.contains(link)) return;
    test::Bytes& unread = effects_.peers[link].unread;
    unread.insert(unread.end(), bytes.begin(), bytes.end());
    read_on(link);
  }

  void read_on(LinkId link) {
    while (effects_.peers.contains(link)) {
      const test::Bytes unread = effects_.peers[link].unread;  // lives on when the link is closed
      const broker::InputResult result = broker_.input(link, unread, now_);
      require(result.consumed_bytes <= unread.size());
      const bool is_closed = result.state == broker::InputResult::State::closed;
      require(is_closed == !effects_.peers.contains(link));
      if (is_closed) return;
      test::Bytes& kept = effects_.peers[link].unread;
      kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(result.consumed_bytes));
      if (result.state != broker::InputResult::State::yielded) return;
      require(result.consumed_bytes > 0);
    }
  }

  void lose(LinkId link) {
    if (effects_.peers.erase(link) > 0) broker_.lost(link, "reset by peer", now_);
  }

  void verify(LinkId link, bool is_trusted) {
    if (!effects_.peers.contains(link)) return;
    const auto question = std::exchange(effects_.peers[link].question, std::nullopt);
    if (!question) return;
    broker_.verified(link, is_trusted ? authz::ChainOutcome::trusted : authz::ChainOutcome::not_trusted,
                     *question, now_);
    read_on(link);
  }

  void pass_time(std::int64_t seconds) {
    const std::int64_t end = now_.steady_milliseconds + seconds * 1000;
    for (int turns = 0;; ++turns) {
      require(turns < 10'000);  // a deadline that never goes away
      const auto next = broker_.next_deadline_milliseconds();
      if (!next || *next > end) break;
      set_time(std::max(*next, now_.steady_milliseconds));
      broker_.advance(now_);
    }
    set_time(end);
  }

  void set_time(std::int64_t steady_milliseconds) {
    now_.steady_milliseconds = steady_milliseconds;
    now_.unix_seconds = 1'700'000'000 + steady_milliseconds / 1000;
  }

  CheckedEffects effects_;
  const broker::Settings settings_;
  authz::PolicyPointer policy_ = script_policies()[0];
  broker::Broker broker_;
  broker::Now now_{0, 1'700'000'000};
};

inline void play_connections(std::span<const std::uint8_t> input) {
  if (input.empty() || input.size() > 4096) return;
  Script script(input.subspan(1));
  Conversation conversation(input[0]);
  conversation.play(script);
  conversation.end();
}

}  // namespace eg::fuzz
