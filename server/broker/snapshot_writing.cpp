// Memory beside the namespace itself: a number per message and note, and one chunk.
#include "server/broker/snapshot_writing.hpp"

#include <algorithm>

#include "server/broker/snapshot_chunks.hpp"
#include "server/broker/snapshot_records.hpp"

namespace eg::broker {
namespace {

class Writing {
 public:
  Writing(const Core& core, const NamespaceState& home, const SnapshotSink& sink)
      : now_(core.now.steady_milliseconds), home_(home), writer_(sink) {}

  std::optional<Snapshot> run() {
    record(RecordKind::head,
           [&](RecordBody& body) { body.eight_bytes(signed_of(home_.retained.sequence())); });
    for (const auto& [topic, retained] : home_.retained.messages()) write(retained);
    for (const Session* session : home_.sessions.all()) write(*session);
    record(RecordKind::end, [&](RecordBody& body) {
      body.four_bytes(static_cast<std::uint32_t>(figures_.sessions));
      body.four_bytes(static_cast<std::uint32_t>(figures_.retained_messages));
    });
    return writer_.finish() ? std::optional(figures_) : std::nullopt;
  }

 private:
  static std::int64_t signed_of(std::uint64_t value) { return static_cast<std::int64_t>(value); }
  template <class WriteBody>
  void record(RecordKind kind, WriteBody write_body) {
    writer_.record(static_cast<std::uint8_t>(kind), write_body);
  }

  std::int64_t left_until(std::int64_t steady_milliseconds) const {
    if (steady_milliseconds == no_deadline) return no_deadline;
    return std::clamp<std::int64_t>(steady_milliseconds - now_, 0, snapshot_milliseconds_max);
  }

  std::uint32_t number_of(const MessagePointer& pointer) {
    const auto [found, is_new] =
        messages_.try_emplace(&*pointer, static_cast<std::uint32_t>(messages_.size() + 1));
    if (!is_new) return found->second;
    const std::uint32_t number = found->second;
    record(RecordKind::message, [&](RecordBody& body) {
      body.eight_bytes(left_until(pointer->expires_steady_milliseconds()));
      body.text(pointer->topic());
      body.data(pointer->properties());
      body.data(pointer->payload());
    });
    return number;
  }

  std::uint32_t number_of(const DeliveryNotePointer& pointer) {
    if (!pointer) return 0;
    const auto [found, is_new] = notes_.try_emplace(&*pointer, static_cast<std::uint32_t>(notes_.size() + 1));
    const std::uint32_t number = found->second;
    if (!is_new) return number;
    record(RecordKind::note, [&](RecordBody& body) {
      body.data(pointer->identifiers());
      body.text(pointer->shared_filter());
    });
    return number;
  }

  void write(const RetainedMessage& retained) {
    if (!fits_snapshot(*retained.message)) return;
    const std::uint32_t message = number_of(retained.message);
    record(RecordKind::retained, [&](RecordBody& body) {
      body.four_bytes(message);
      body.byte(static_cast<std::uint8_t>(retained.qos));
      body.eight_bytes(left_until(retained.expires_steady_milliseconds));
      body.text(retained.publisher);
      body.eight_bytes(signed_of(retained.sequence));
    });
    ++figures_.retained_messages;
  }

  void write(const Session& session) {
    record(RecordKind::session, [&](RecordBody& body) {
      body.text(session.client_identifier);
      body.text(session.identity);
      body.byte(static_cast<std::uint8_t>(session.version));
      body.byte(static_cast<std::uint8_t>(session.protocol));
      body.four_bytes(session.expiry_seconds);
      body.eight_bytes(left_until(session.ends_at_steady_milliseconds));
      body.two_bytes(session.outbox.first_identifier());
    });
    ++figures_.sessions;
    if (session.will != nullptr) write(*session.will, session.will_at_steady_milliseconds);
    for (const auto& [filter, options] : session.subscriptions) write(filter, options);
    for (const RetainedBacklog::Place& place : session.retained_backlog.places()) {
      record(RecordKind::place, [&, &filter = place.filter](RecordBody& body) {
        body.text(filter);
        body.eight_bytes(signed_of(place.newest_sequence));
        body.text(place.after_topic);
      });
      for (const std::string& topic : place.drawn_forward)
        record(RecordKind::drawn, [&](RecordBody& body) { body.text(topic); });
    }
    for (std::size_t index = 0; index < session.outbox.sent_count(); ++index)
      write(RecordKind::sent, session.outbox.sent(index));
    for (std::size_t index = 0; index < session.outbox.queued_count(); ++index) {
      const Outbox::Copy& copy = session.outbox.queued(index);
      const bool is_wanted = copy.message->expires_steady_milliseconds() > now_;
      if (is_wanted && fits_snapshot(*copy.message)) write(RecordKind::queued, copy);
    }
  }

  void write(const Will& will, std::int64_t at_steady_milliseconds) {
    record(RecordKind::will, [&](RecordBody& body) {
      body.eight_bytes(left_until(std::max(at_steady_milliseconds, now_)));
      body.four_bytes(will.delay_seconds);
      body.four_bytes(will.message_expiry_seconds);
      body.byte(
          static_cast<std::uint8_t>(static_cast<unsigned>(will.qos) | (will.retain ? will_retain_flag : 0U)));
      body.text(will.topic);
      body.data(will.properties);
      body.data(will.payload);
    });
  }

  void write(const std::string& filter, const SubscriptionOptions& options) {
    record(RecordKind::subscription, [&](RecordBody& body) {
      body.text(filter);
      body.byte(static_cast<std::uint8_t>(options.qos));
      body.byte(static_cast<std::uint8_t>((options.no_local ? no_local_flag : 0U) |
                                          (options.retain_as_published ? retain_as_published_flag : 0U)));
      body.four_bytes(options.identifier);
    });
  }

  void write(RecordKind kind, const Outbox::Copy& copy) {
    // What cannot be kept goes as acknowledged: the identifiers after it stay what they are.
    const bool is_kept = copy.message && fits_snapshot(*copy.message);
    const std::uint32_t message = is_kept ? number_of(copy.message) : 0;
    const std::uint32_t note = is_kept ? number_of(copy.note) : 0;
    record(kind, [&](RecordBody& body) {
      body.four_bytes(message);
      body.four_bytes(note);
      body.byte(static_cast<std::uint8_t>((copy.retain ? copy_retain_flag : 0U) |
                                          (copy.beside_quota ? copy_beside_quota_flag : 0U)));
    });
  }

  const std::int64_t now_;  // steady milliseconds
  const NamespaceState& home_;
  SnapshotWriter writer_;
  Snapshot figures_;
  boost::unordered_flat_map<const Message*, std::uint32_t> messages_;
  boost::unordered_flat_map<const DeliveryNote*, std::uint32_t> notes_;
};

}  // namespace

std::optional<Snapshot> write_snapshot(const Core& core, NamespaceState& home, const SnapshotSink& sink) {
  home.retained.expire(core.now.steady_milliseconds);
  if (home.sessions.size() == 0 && home.retained.count() == 0) return Snapshot{};
  return Writing(core, home, sink).run();
}

}  // namespace eg::broker
