// What the parts of the broker share: links, namespaces, deadlines, the time of the current call and the
// effects. Bookkeeping only; the rules of MQTT and of the service are in the files named after them.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "authz/decide.hpp"
#include "authz/policy.hpp"
#include "protocol/mqtt/encode.hpp"
#include "server/broker/broker.hpp"
#include "server/broker/counters.hpp"
#include "server/broker/deadlines.hpp"
#include "server/broker/effects.hpp"
#include "server/broker/link.hpp"
#include "server/broker/queued_bytes.hpp"
#include "server/broker/random_sequence.hpp"
#include "server/broker/registry.hpp"
#include "server/broker/retained.hpp"
#include "server/broker/session.hpp"
#include "server/broker/subscriptions.hpp"

namespace eg::broker {

struct NamespaceState {
  std::uint64_t serial = 0;  ///< tells it from a later one of the same name
  std::string name;
  authz::PolicyPointer policy;
  Registry sessions;
  Subscriptions subscriptions;
  Counters counters;
  RetainedMessages retained;
  std::int64_t armed_steady_milliseconds = no_deadline;  ///< time of its entry among the deadlines
};

class Core {
 public:
  Core(const Settings& broker_settings, Effects& broker_effects)
      : settings(broker_settings), effects(broker_effects), random(broker_settings.random_seed) {}

  /// Begins a call of the broker: what the previous one ended is destroyed now.
  void begin_call(Now call_time);

  Link* find_link(LinkId id) const { return id < links_.size() ? links_[id].get() : nullptr; }
  Link& add_link(LinkId id, Peer peer);
  /// Takes the link out of the table; it stays readable until the next call.
  void forget_link(Link& link);
  std::size_t link_count() const { return link_count_; }
  std::vector<Link*> all_links() const;

  NamespaceState* find_namespace(std::string_view name) const;
  NamespaceState* find_namespace(std::uint64_t serial) const;
  NamespaceState& add_namespace(std::string_view name);
  void forget_namespace(const NamespaceState& gone);
  /// Of all namespaces, in order of their names.
  std::vector<authz::PolicyPointer> policies() const;

  Session& add_session(NamespaceState& home, std::string_view client_identifier, std::string_view identity);
  Session* find_session(std::uint64_t serial) const;
  /// Takes the session and its subscriptions out; it stays readable until the next call.
  void forget_session(Session& session);
  /// Not taken in this namespace; repeatable for a given salt.
  std::string assign_client_identifier(const NamespaceState& home);

  /// Makes sure that the link, session or namespace is looked at by then at the latest.
  void arm(Link& link, std::int64_t at_steady_milliseconds);
  void arm(Session& session);
  void arm(NamespaceState& home);
  /// Whether its link, session or namespace is still there and was not armed anew.
  bool is_current(const Deadline& deadline) const;
  /// The one whose outbox holds most memory; nullptr when all are empty.
  Session* session_with_largest_outbox() const;

  /// What the link receives and sends is counted into this namespace from now on, its bytes so far included.
  void attribute(Link& link, NamespaceState& home);
  authz::TopicLimits topic_limits() const {
    return settings.quotas ? authz::TopicLimits::of_the_service : authz::TopicLimits::lifted;
  }
  void send(const Link& link, std::span<const std::uint8_t> packets);
  /// Asks for the link's chain; an answer to an earlier question of this link will not count.
  void verify_chain(Link& link, const authz::PolicyPointer& policy);
  /// With link, version, namespace, identity and client identifier filled in.
  Event describe(Event::Kind kind, const Link& link) const;
  Event describe(Event::Kind kind, const Session& session) const;

  const Settings settings;
  Effects& effects;
  Now now;
  RandomSequence random;
  Deadlines deadlines;
  QueuedBytes queued;                ///< of all outboxes
  std::vector<Session*> overflowed;  ///< sessions whose queue went over its quota while a message was routed
  bool is_ending_overflowed = false;

 private:
  void schedule(const Deadline& deadline);
  std::vector<std::unique_ptr<Link>> links_;  // by number
  std::size_t link_count_ = 0;
  std::map<std::string, std::unique_ptr<NamespaceState>> namespaces_;  // by folded name
  boost::unordered_flat_map<std::uint64_t, Session*> sessions_;        // by serial
  std::uint64_t next_serial_ = 1;
  std::uint64_t last_question_ = 0;
  std::uint64_t assigned_identifiers_ = 0;
  std::vector<std::unique_ptr<Link>> closed_links_;
  std::vector<std::unique_ptr<Session>> ended_sessions_;
  std::vector<std::unique_ptr<NamespaceState>> gone_namespaces_;
};

}  // namespace eg::broker
