// Tables of links, namespaces and sessions, and when what left them is destroyed.
#include "server/broker/core.hpp"

#include <algorithm>
#include <utility>

#include "authz/case_fold.hpp"

namespace eg::broker {
namespace {

/// A bijection that scatters consecutive numbers (the finaliser of the splitmix64 generator).
std::uint64_t scatter(std::uint64_t value) {
  value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
  value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
  return value ^ (value >> 31U);
}

void append_hex(std::string& out, std::uint64_t value) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (int shift = 60; shift >= 0; shift -= 4) out += digits[(value >> shift) & 0xFU];
}

}  // namespace

void Core::begin_call(Now call_time) {
  now = call_time;
  if (!closed_links_.empty()) closed_links_.clear();
  if (!ended_sessions_.empty()) ended_sessions_.clear();
  if (!gone_namespaces_.empty()) gone_namespaces_.clear();
}

Link& Core::add_link(LinkId id, Peer peer) {
  if (id >= links_.size()) links_.resize(std::size_t{id} + 1);
  links_[id] = std::make_unique<Link>();
  ++link_count_;
  Link& link = *links_[id];
  link.id = id;
  link.serial = next_serial_++;
  link.peer = std::move(peer);
  link.opened_steady_milliseconds = link.active_steady_milliseconds = now.steady_milliseconds;
  return link;
}

void Core::forget_link(Link& link) {
  link.state = Link::State::closed;
  --link_count_;
  closed_links_.push_back(std::move(links_[link.id]));
}

std::vector<Link*> Core::all_links() const {
  std::vector<Link*> all;
  for (const auto& link : links_) {
    if (link) all.push_back(link.get());
  }
  return all;
}

NamespaceState* Core::find_namespace(std::string_view name) const {
  const auto found = namespaces_.find(authz::fold_case(name));
  return found == namespaces_.end() ? nullptr : found->second.get();
}

NamespaceState* Core::find_namespace(std::uint64_t serial) const {
  for (const auto& [name, state] : namespaces_) {
    if (state->serial == serial) return state.get();
  }
  return nullptr;
}

NamespaceState& Core::add_namespace(std::string_view name) {
  auto& slot = namespaces_[authz::fold_case(name)];
  slot = std::make_unique<NamespaceState>();
  slot->serial = next_serial_++;
  slot->name = name;
  return *slot;
}

void Core::forget_namespace(const NamespaceState& gone) {
  const auto found = namespaces_.find(authz::fold_case(gone.name));
  gone_namespaces_.push_back(std::move(found->second));
  namespaces_.erase(found);
}

std::vector<authz::PolicyPointer> Core::policies() const {
  std::vector<authz::PolicyPointer> all;
  all.reserve(namespaces_.size());
  for (const auto& [name, state] : namespaces_) all.push_back(state->policy);
  return all;
}

Session& Core::add_session(NamespaceState& home, std::string_view client_identifier,
                           std::string_view identity) {
  auto session = std::make_unique<Session>();
  session->serial = next_serial_++;
  session->home = &home;
  session->client_identifier = client_identifier;
  session->identity = identity;
  session->outbox.count_into(queued);
  sessions_[session->serial] = session.get();
  return home.sessions.insert(std::move(session));
}

Session* Core::find_session(std::uint64_t serial) const {
  const auto found = sessions_.find(serial);
  return found == sessions_.end() ? nullptr : found->second;
}

void Core::forget_session(Session& session) {
  session.ended = true;
  session.outbox.clear();
  for (const auto& [filter, options] : session.subscriptions)
    session.home->subscriptions.remove(session, filter);
  sessions_.erase(session.serial);
  ended_sessions_.push_back(session.home->sessions.remove(session));
}

std::string Core::assign_client_identifier(const NamespaceState& home) {
  std::string identifier;
  do {
    identifier.clear();
    append_hex(identifier, scatter(settings.identifier_salt + 1));
    append_hex(identifier, scatter(++assigned_identifiers_ ^ settings.identifier_salt));
  } while (home.sessions.find(identifier) != nullptr);
  return identifier;
}

void Core::arm(Link& link, std::int64_t at_steady_milliseconds) {
  if (at_steady_milliseconds >= link.armed_steady_milliseconds) return;
  link.armed_steady_milliseconds = at_steady_milliseconds;
  schedule({at_steady_milliseconds, link.serial, link.id});
}

void Core::arm(Session& session) {
  const std::int64_t at = std::min({session.ends_at_steady_milliseconds, session.will_at_steady_milliseconds,
                                    session.retained_at_steady_milliseconds});
  if (at >= session.armed_steady_milliseconds) return;
  session.armed_steady_milliseconds = at;
  schedule({at, session.serial, 0});
}

void Core::arm(NamespaceState& home) {
  const std::int64_t at = home.retained.next_expiry_steady_milliseconds();
  if (at >= home.armed_steady_milliseconds) return;
  home.armed_steady_milliseconds = at;
  schedule({at, home.serial, 0});
}

void Core::schedule(const Deadline& deadline) {
  deadlines.push(deadline);
  // What was closed or armed anew leaves its entry behind until it is due, which may be hours away.
  constexpr std::size_t stale_factor = 4;
  constexpr std::size_t stale_min = 64;
  if (deadlines.size() <= stale_factor * (link_count_ + sessions_.size()) + stale_min) return;
  deadlines.keep_if([this](const Deadline& one) { return is_current(one); });
}

bool Core::is_current(const Deadline& deadline) const {
  if (deadline.link == 0) {
    if (const Session* session = find_session(deadline.serial)) {
      return session->armed_steady_milliseconds == deadline.at_steady_milliseconds;
    }
    const NamespaceState* home = find_namespace(deadline.serial);
    return home != nullptr && home->armed_steady_milliseconds == deadline.at_steady_milliseconds;
  }
  const Link* link = find_link(deadline.link);
  return link != nullptr && link->serial == deadline.serial &&
         link->armed_steady_milliseconds == deadline.at_steady_milliseconds;
}

Session* Core::session_with_largest_outbox() const {
  Session* largest = nullptr;
  for (const auto& [serial, session] : sessions_) {
    const std::size_t bytes = session->outbox.held_bytes();
    const std::size_t most = largest == nullptr ? 0 : largest->outbox.held_bytes();
    // The older of equals, so that runs repeat.
    if (bytes > most || (bytes == most && largest != nullptr && serial < largest->serial)) largest = session;
  }
  return largest;
}

void Core::attribute(Link& link, NamespaceState& home) {
  link.protocol = protocol_of(link.version, link.peer.is_websocket);
  link.counters = &home.counters;
  link.counters->transferred(Direction::inbound, std::exchange(link.uncounted_bytes, 0));
}

void Core::send(const Link& link, std::span<const std::uint8_t> packets) {
  effects.send(link.id, packets);
  if (link.counters != nullptr) link.counters->transferred(Direction::outbound, packets.size());
}

Event Core::describe(Event::Kind kind, const Link& link) const {
  Event event;
  if (link.session != nullptr) event = describe(kind, *link.session);
  event.kind = kind;
  event.link = link.id;
  event.version = link.version;
  event.is_websocket = link.peer.is_websocket;
  return event;
}

Event Core::describe(Event::Kind kind, const Session& session) const {
  Event event;
  event.kind = kind;
  if (session.link != nullptr) {
    event.link = session.link->id;
    event.is_websocket = session.link->peer.is_websocket;
  }
  event.namespace_name = session.home->name;
  event.identity = session.identity;
  event.client_identifier = session.client_identifier;
  event.version = session.version;
  if (session.principal != nullptr) {
    const bool by_thumbprint =
        session.principal->client.validation_scheme == authz::ValidationScheme::thumbprint_match;
    event.authentication_type = by_thumbprint ? "CertificateThumbprintMatch" : "CACertificate";
  }
  return event;
}

}  // namespace eg::broker
