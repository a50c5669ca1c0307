#include "server/io/denial_ring.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "authz/explain.hpp"
#include "authz/quote.hpp"
#include "server/io/clock.hpp"
#include "server/io/event_line.hpp"

namespace eg::io {
namespace {

using control::Denial;
using control::DenialKind;
using Kind = broker::Event::Kind;

std::optional<DenialKind> denial_kind(const broker::Event& event) {
  switch (event.kind) {
    case Kind::connect_refused: return DenialKind::connect;
    case Kind::publish_refused: return DenialKind::publish;
    case Kind::subscribe_refused: return DenialKind::subscribe;
    case Kind::disconnected:
    case Kind::session_ended:
      return event.cause.empty() ? std::nullopt : std::optional(DenialKind::disconnect);
    case Kind::connected:
    case Kind::message_dropped: break;
  }
  return std::nullopt;
}

Denial denial_of(DenialKind kind, const broker::Event& event, std::string_view remote_address) {
  const auto cut = [](std::string_view text) { return authz::shortened(text, authz::quoted_bytes_max); };
  Denial denial;
  denial.kind = kind;
  denial.unix_milliseconds = denial.first_unix_milliseconds = unix_milliseconds();
  denial.reason = kind == DenialKind::disconnect ? event.cause : event.reason;
  denial.namespace_name = event.namespace_name;
  denial.client = cut(event.identity);
  denial.session_name = cut(event.client_identifier);
  denial.topic = cut(event.topic);
  denial.protocol = protocol_label(event);
  denial.peer = remote_address;
  denial.code = event.code;
  denial.result_signature = result_signature(event);
  denial.result_description = result_description(event);
  denial.detail = authz::shortened(event.detail, authz::explanation_bytes_max);
  return denial;
}

/// Whatever the session's name at a CONNECT: clients like to draw a new one each time.
bool is_alike(const Denial& left, const Denial& right) {
  return left.kind == right.kind && left.reason == right.reason && left.client == right.client &&
         left.namespace_name == right.namespace_name && left.topic == right.topic &&
         (left.kind == DenialKind::connect || left.session_name == right.session_name);
}

}  // namespace

DenialRing::DenialRing() : start_unix_milliseconds_(unix_milliseconds()) {}

void DenialRing::record(const broker::Event& event, std::string_view remote_address) {
  const auto kind = denial_kind(event);
  if (!kind) return;
  Denial denial = denial_of(*kind, event, remote_address);
  const std::lock_guard lock(mutex_);
  const auto end =
      newest_first_.begin() + static_cast<std::ptrdiff_t>(std::min(alike_among, newest_first_.size()));
  const auto alike =
      std::find_if(newest_first_.begin(), end, [&](const Entry& entry) { return is_alike(*entry, denial); });
  if (alike != end) {
    // The end of a session follows the one of its connection: one refusal, not two.
    if (event.kind == Kind::session_ended) return;
    denial.count = (*alike)->count + 1;
    denial.first_unix_milliseconds = (*alike)->first_unix_milliseconds;
    newest_first_.erase(alike);
  }
  newest_first_.push_front(std::make_shared<const Denial>(std::move(denial)));
  if (newest_first_.size() <= kept_max) return;
  newest_first_.pop_back();
  ++forgotten_;
}

control::RecentDenials DenialRing::recent() const {
  control::RecentDenials recent;
  recent.kept_max = kept_max;
  recent.since_unix_milliseconds = start_unix_milliseconds_;
  const std::lock_guard lock(mutex_);
  recent.newest_first.assign(newest_first_.begin(), newest_first_.end());
  recent.forgotten = forgotten_;
  return recent;
}

}  // namespace eg::io
