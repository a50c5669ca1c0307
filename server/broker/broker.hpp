// The MQTT broker of all namespaces, pure: bytes and times in, effects out. It owns sessions, subscriptions
// and the policies in force; it knows no socket, TLS, clock, file, thread or log. Everything runs on one
// executor.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "authz/authenticate.hpp"
#include "authz/policy.hpp"
#include "server/broker/counters.hpp"
#include "server/broker/effects.hpp"
#include "server/broker/snapshot.hpp"

namespace eg::broker {

struct Settings {
  bool quotas = true;         ///< `--quotas azure`: counts and sizes of broker-behaviour 10
  bool network_rules = true;  ///< `--network-rules on`: addresses are judged (broker-behaviour 2.5)
  std::uint32_t sessions_per_throughput_unit_max = 10'000;  ///< of a namespace, a quota
  std::uint32_t connect_timeout_milliseconds = 30'000;      ///< from open to CONNECT
  /// `--memory-max`: what the queues of all sessions may hold in memory together, whatever the quotas; above
  /// it the session that holds most ends. Without quotas also what a namespace may retain.
  std::size_t waiting_bytes_max = 268'435'456;
  std::uint64_t random_seed = 0;      ///< decides which member of a shared group gets a message
  std::uint64_t identifier_salt = 0;  ///< makes the client identifiers that are assigned differ between runs
};

/// Whole packets handled per call of Broker::input before other links get their turn.
inline constexpr int fairness_packets_max = 64;

/// What the shell knows of a connection before its first byte of MQTT.
struct Peer {
  std::string server_name;                                    ///< SNI, empty if none
  std::string remote_address;                                 ///< for the log
  std::shared_ptr<const authz::PeerCertificate> certificate;  ///< nullptr: none was presented
  bool is_websocket = false;                                  ///< the label of the protocol gets `-WS`
};

/// How a connection ended that the broker did not close.
enum class LinkEnd : std::uint8_t {
  lost,              ///< without a word, or with a transport error
  closed_by_client,  ///< in order, but without DISCONNECT: a Close frame of WebSocket (broker-behaviour 2.3)
  client_error,      ///< what carries MQTT was used wrongly
};

/// What became of a piece of input.
struct InputResult {
  std::size_t consumed_bytes = 0;
  enum class State : std::uint8_t {
    wants_more,  ///< all whole packets were handled; keep the rest and read on
    yielded,     ///< whole packets may be left: call again after other links had their turn
    waiting,     ///< a verification is pending: keep the rest, call again after Broker::verified
    closed,      ///< the link is gone
  } state = State::wants_more;
  std::size_t needed_bytes =
      0;  ///< with wants_more: size of the packet that is being received, 0 if not known
};

/// Change of one namespace; `policy` nullptr: the namespace is gone.
struct NamespaceUpdate {
  std::string name;
  authz::PolicyPointer policy;
};

/// Retained messages of one namespace (broker-behaviour 11, Mqtt.RetainedMessages*).
struct RetainedFigures {
  std::size_t count = 0;
  std::size_t bytes = 0;            ///< topics, properties and payloads
  std::uint64_t expired_count = 0;  ///< since the namespace was made
};

class Broker {
 public:
  Broker(const Settings& settings, Effects& effects);
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  /// A connection whose handshake is done.
  void open(LinkId link, Peer peer, Now now);
  /// Bytes received; handles whole packets, up to `fairness_packets_max` of them per call.
  InputResult input(LinkId link, std::span<const std::uint8_t> bytes, Now now);
  /// Answer to Effects::verify_chain. Asks again when the policy has changed meanwhile.
  void verified(LinkId link, const authz::ChainVerdict& verdict, std::uint64_t question, Now now);
  /// The connection ended without a DISCONNECT; `why` is for the log. A will is published however it ended.
  void lost(LinkId link, std::string_view why, Now now, LinkEnd end = LinkEnd::lost);
  /// The link's own output queue is above (true) or below (false) its mark: QoS 0 is dropped meanwhile.
  void congested(LinkId link, bool is_congested);

  /// In force when this returns: sessions whose principal changed were re-checked (broker-behaviour 6.10).
  void apply(const NamespaceUpdate& update, Now now);

  /// Runs what is due: keep alive, session expiry, connect time-out.
  void advance(Now now);
  /// Steady milliseconds of the next deadline; nullopt if there is none.
  std::optional<std::int64_t> next_deadline_milliseconds() const;

  /// Orderly stop: DISCONNECT 0x8B to v5 clients, all links closed. Their sessions are then offline as after
  /// any end of a connection: wills without delay are published, sessions without expiry end.
  void stop(Now now);
  /// Of all namespaces, in a repeatable order.
  std::vector<std::string> namespace_names() const;
  /// After `stop`: what `restore` takes. Nothing is written of a namespace that has nothing to keep. nullopt:
  /// the sink refused a chunk.
  std::optional<Snapshot> snapshot(std::string_view namespace_name, const SnapshotSink& sink, Now now);
  /// Before the first link, with the policy in force. `elapsed_milliseconds`: from `snapshot` to now, by the
  /// wall clock; what became due meanwhile is done at once. A snapshot that is damaged, of another version or
  /// of no namespace leaves everything as it is.
  Restored restore(std::string_view namespace_name, const SnapshotSource& source,
                   std::int64_t elapsed_milliseconds, Now now);

  std::size_t link_count() const;
  std::size_t session_count(std::string_view namespace_name) const;
  /// The namespace's metrics since it was made or the broker began; those at zero are left out.
  std::vector<Count> counters(std::string_view namespace_name) const;
  RetainedFigures retained_figures(std::string_view namespace_name) const;

 private:
  class State;
  std::unique_ptr<State> state_;
};

}  // namespace eg::broker
