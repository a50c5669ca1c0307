// A broker with everything around it played: links are inboxes of text lines, events are kept, time is a
// number. For twins, dialogues and the simulation; decides nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "authz/policy.hpp"
#include "authz/reason.hpp"
#include "server/broker/broker.hpp"
#include "tests/support/broker_received.hpp"
#include "tests/support/mqtt_packets.hpp"

namespace eg::test {

struct RecordedEvent {
  broker::Event::Kind kind{};
  broker::LinkId link = 0;
  std::string namespace_name;
  std::string identity;
  std::string client_identifier;
  unsigned code = 0;
  std::string reason;
  std::string topic;
  std::string detail;
  std::string cause;
};

/// Every identifier is a row of the table of reasons, and goes with its codes.
inline void require_known_reason(const broker::Event& event) {
  using Kind = broker::Event::Kind;
  const bool is_end = event.kind == Kind::disconnected || event.kind == Kind::session_ended;
  if (event.kind == Kind::connected) return;
  const std::string_view identifier = is_end ? event.cause : event.reason;
  if (is_end && identifier.empty()) return;
  const authz::ReasonRow* row = authz::find_reason(identifier);
  if (row == nullptr) throw std::logic_error("no row for reason " + std::string(identifier));
  // What cannot be read has the code of its error; the will of a CONNECT has the reasons of a PUBLISH.
  if (is_end || row->reason == authz::Reason::connect_malformed || event.code == 0) return;
  const bool is_of_row =
      event.code == row->v5_code || event.code == row->v5_suback_code || event.code == row->v311_code;
  const bool is_will_in_v311 =
      event.kind == Kind::connect_refused && row->v311_code == 0x80 && event.code == 0x05;
  if (!is_of_row && !is_will_in_v311)
    throw std::logic_error("wrong code for reason " + std::string(identifier));
}

struct Inbox {
  mqtt::Version version = mqtt::Version::v5;
  std::deque<std::string> lines;
  bool is_open = false;
};

class RecordingEffects : public broker::Effects {
 public:
  void send(broker::LinkId link, std::span<const std::uint8_t> packets) override {
    for (std::string& line : received_lines(packets, inbox(link).version)) inbox(link).lines.push_back(line);
  }
  void deliver(broker::LinkId link, const broker::Delivery& delivery) override {
    Bytes bytes(broker::encoded_size(delivery));
    broker::encode(delivery, bytes.data());
    send(link, bytes);
  }
  void close(broker::LinkId link) override {
    inbox(link).lines.push_back("closed");
    inbox(link).is_open = false;
  }
  void verify_chain(broker::LinkId link, std::string_view, std::uint64_t generation) override {
    verifications[link] = generation;
  }
  void event(const broker::Event& event) override {
    require_known_reason(event);
    events.push_back({event.kind, event.link, std::string(event.namespace_name), std::string(event.identity),
                      std::string(event.client_identifier), event.code, std::string(event.reason),
                      std::string(event.topic), std::string(event.detail), std::string(event.cause)});
  }
  /// Of an open link; writing to another is the broker's fault.
  Inbox& inbox(broker::LinkId link) {
    Inbox& found = inboxes[link];
    if (!found.is_open) throw std::logic_error("the broker uses a link that is not open");
    return found;
  }

  std::map<broker::LinkId, Inbox> inboxes;
  std::map<broker::LinkId, std::uint64_t> verifications;
  std::deque<RecordedEvent> events;
};

/// A certificate that is valid around the stage's time; clients name it by one letter.
inline std::shared_ptr<authz::PeerCertificate> certificate(char letter) {
  auto made = std::make_shared<authz::PeerCertificate>();
  made->thumbprint_sha256 = std::string(64, letter);
  made->thumbprint_sha1 = std::string(40, letter);
  made->subject_common_name = std::string("device-") + letter;
  made->subject = "CN=" + made->subject_common_name;
  made->not_before_unix_seconds = 1'600'000'000;
  made->not_after_unix_seconds = 1'900'000'000;
  return made;
}

class Stage {
 public:
  explicit Stage(broker::Settings settings = {}) : broker(settings, effects), settings_(settings) {}

  void open(broker::LinkId link, std::shared_ptr<const authz::PeerCertificate> peer,
            std::string server_name) {
    Inbox& inbox = effects.inboxes[link];
    inbox = Inbox();
    inbox.is_open = true;
    broker.open(link, {std::move(server_name), "test", std::move(peer)}, now);
  }
  broker::InputResult::State input(broker::LinkId link, const Bytes& bytes) {
    Bytes& kept = unread[link];
    kept.insert(kept.end(), bytes.begin(), bytes.end());
    for (;;) {
      const broker::InputResult result = broker.input(link, kept, now);
      kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(result.consumed_bytes));
      if (result.state == broker::InputResult::State::closed) kept.clear();
      if (result.state != broker::InputResult::State::yielded) return result.state;
    }
  }
  void verified(broker::LinkId link, authz::ChainOutcome outcome) {
    const auto found = effects.verifications.find(link);
    if (found == effects.verifications.end()) throw std::logic_error("no verification was asked for");
    const std::uint64_t generation = found->second;
    effects.verifications.erase(found);
    broker.verified(link, outcome, generation, now);
    if (effects.inboxes[link].is_open) input(link, {});
  }
  void lose(broker::LinkId link) {
    effects.inboxes[link].is_open = false;
    unread[link].clear();
    broker.lost(link, "reset by peer", now);
  }
  void pass_time(std::int64_t seconds) {
    const std::int64_t end = now.steady_milliseconds + seconds * 1000;
    for (;;) {
      const auto next = broker.next_deadline_milliseconds();
      if (!next || *next > end) break;
      set_time(*next);
      broker.advance(now);
    }
    set_time(end);
  }
  void apply(const authz::Namespace& model) {
    authz::PolicyPointer& policy = policies[model.name];
    policy = authz::compile(model, policy.get());
    broker.apply({model.name, policy}, now);
  }
  void remove(const std::string& name) {
    policies.erase(name);
    broker.apply({name, nullptr}, now);
  }
  /// An orderly stop, some time without a broker, and another broker that goes on from the snapshots.
  void restart(std::int64_t stopped_seconds) {
    broker.stop(now);
    snapshots.clear();
    for (const std::string& name : broker.namespace_names()) {
      std::deque<Bytes>& chunks = snapshots[name];
      broker.snapshot(
          name,
          [&](mqtt::BytesView chunk) {
            chunks.emplace_back(chunk.begin(), chunk.end());
            return true;
          },
          now);
    }
    std::destroy_at(&broker);
    std::construct_at(&broker, settings_, effects);
    unread.clear();
    set_time(now.steady_milliseconds + stopped_seconds * 1000);
    for (const auto& [name, policy] : policies) broker.apply({name, policy}, now);
    for (auto& [name, chunks] : snapshots) {
      if (chunks.empty()) continue;
      const broker::Restored restored = broker.restore(name, source_of(chunks), stopped_seconds * 1000, now);
      if (!restored.damage.empty()) throw std::logic_error("restore: " + std::string(restored.damage));
    }
  }
  static broker::SnapshotSource source_of(const std::deque<Bytes>& chunks) {
    return [&chunks, next = std::size_t{0}]() mutable -> std::optional<Bytes> {
      if (next == chunks.size()) return std::nullopt;
      return chunks[next++];
    };
  }
  /// The next line a client reads, or "nothing".
  std::string next_line(broker::LinkId link) {
    auto& lines = effects.inboxes[link].lines;
    if (lines.empty()) return "nothing";
    std::string line = lines.front();
    lines.pop_front();
    return line;
  }

  RecordingEffects effects;
  broker::Broker broker;
  broker::Now now{1'000'000, 1'700'000'000};
  std::map<broker::LinkId, Bytes> unread;
  std::map<std::string, authz::PolicyPointer> policies;
  std::map<std::string, std::deque<Bytes>> snapshots;  ///< of the last restart, by namespace

 private:
  void set_time(std::int64_t steady_milliseconds) {
    if (steady_milliseconds < now.steady_milliseconds) return;
    now.unix_seconds = 1'700'000'000 + (steady_milliseconds - 1'000'000) / 1000;
    now.steady_milliseconds = steady_milliseconds;
  }

  broker::Settings settings_;
};

}  // namespace eg::test
