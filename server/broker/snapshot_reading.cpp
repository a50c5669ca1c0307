// One function per record, each with its checks; then what was built is put in force.
#include "server/broker/snapshot_reading.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "protocol/mqtt/properties.hpp"
#include "protocol/mqtt/topic.hpp"
#include "server/broker/policy_change.hpp"
#include "server/broker/routing.hpp"
#include "server/broker/snapshot_chunks.hpp"
#include "server/broker/snapshot_records.hpp"

namespace eg::broker {
namespace {

using mqtt::ByteReader;

constexpr std::string_view bad_number = "a number is out of range";
constexpr std::size_t sent_count_max = 65'534;  // as many packet identifiers may be in use

bool are_travelling_properties(mqtt::BytesView properties) {
  if (properties.empty()) return true;
  if (properties.size() > mqtt::variable_byte_integer_max) return false;
  mqtt::Bytes block(mqtt::variable_byte_integer_size(properties.size()) + properties.size());
  mqtt::ByteWriter writer(block.data());
  writer.variable_byte_integer(properties.size());
  writer.raw(properties.data(), properties.size());
  ByteReader reader(block);
  mqtt::PropertyWalker walker(reader, mqtt::PropertyPlace::publish);
  mqtt::Property property;
  while (walker.next(property)) {
    if (!mqtt::property_rules[static_cast<std::size_t>(property.identifier)].travels) return false;
  }
  return !reader.failed();
}

bool are_subscription_identifiers(mqtt::BytesView identifiers) {
  if (identifiers.size() > snapshot_note_bytes_max) return false;
  ByteReader reader(identifiers);
  constexpr auto wanted = static_cast<std::uint8_t>(mqtt::PropertyIdentifier::subscription_identifier);
  while (!reader.at_end()) {
    if (reader.byte() != wanted || reader.variable_byte_integer() == 0) return false;
  }
  return !reader.failed();
}

/// The tree of subscriptions is walked by recursion: no filter is deeper than a subscriber could make it.
bool is_filter(std::string_view text) {
  if (mqtt::topic_level_count(text) > authz::lifted_levels_max + 2) return false;  // `$share/GROUP/`
  if (!mqtt::is_shared_filter(text)) return mqtt::valid_topic_filter(text);
  return mqtt::split_shared_filter(text).has_value();
}

class Reading {
 public:
  Reading(Core& core, NamespaceState& home, std::int64_t elapsed_milliseconds)
      : core_(core),
        home_(home),
        taken_at_(core.now.steady_milliseconds -
                  std::clamp<std::int64_t>(elapsed_milliseconds, 0, snapshot_milliseconds_max)) {}

  Restored run(const SnapshotSource& source) {
    SnapshotReader reader(source);
    while (const auto record = reader.next()) {
      ByteReader body(record->body);
      read(static_cast<RecordKind>(record->kind), body);
      body.expect_end();
      if (body.failed()) refuse("a record is shorter or longer than it must be");
      if (!damage_.empty()) break;
    }
    if (!reader.damage().empty()) refuse(reader.damage());
    if (!has_ended_) refuse("its end is missing");
    if (damage_.empty()) return {figures_, {}};
    for (Session* session : home_.sessions.all()) core_.forget_session(*session);
    home_.retained = RetainedMessages();
    return {{}, damage_};
  }

 private:
  void refuse(std::string_view phrase) {
    if (damage_.empty()) damage_ = phrase;
  }

  void read(RecordKind kind, ByteReader& body) {
    if (has_ended_) return refuse("records come after its end");
    if (has_begun_ == (kind == RecordKind::head)) return refuse("its head is not where it must be");
    switch (kind) {
      case RecordKind::head: return read_head(body);
      case RecordKind::message: return read_message(body);
      case RecordKind::note: return read_note(body);
      case RecordKind::retained: return read_retained(body);
      case RecordKind::session: return read_session(body);
      case RecordKind::end: return read_end(body);
      default: break;
    }
    if (session_ == nullptr) return refuse("a record belongs to no session");
    switch (kind) {
      case RecordKind::will: return read_will(body);
      case RecordKind::subscription: return read_subscription(body);
      case RecordKind::place: return read_place(body);
      case RecordKind::drawn: return read_drawn(body);
      case RecordKind::sent: return read_copy(body, true);
      case RecordKind::queued: return read_copy(body, false);
      default: return refuse("a record is of no known kind");
    }
  }

  /// INT64_MAX stays what it is.
  std::int64_t read_time(ByteReader& body) {
    const std::int64_t left = read_eight_bytes(body);
    if (left == no_deadline) return no_deadline;
    if (left < 0 || left > snapshot_milliseconds_max) refuse(bad_number);
    return damage_.empty() ? taken_at_ + left : 0;
  }
  mqtt::Qos read_qos(std::uint8_t value) {
    if (value > 1) refuse(bad_number);
    return static_cast<mqtt::Qos>(value & 1U);
  }
  std::uint64_t read_sequence(ByteReader& body) { return static_cast<std::uint64_t>(read_eight_bytes(body)); }
  template <class Pointer>
  Pointer read_number(ByteReader& body, const std::vector<Pointer>& of) {
    const std::uint32_t number = body.four_byte_integer();
    if (number == 0 || number > of.size()) {
      if (number != 0) refuse("something is named that is not there");
      return {};
    }
    return of[number - 1];
  }
  void check_message(std::string_view topic, mqtt::BytesView properties, mqtt::BytesView payload) {
    if (!mqtt::valid_topic_name(topic)) return refuse("a topic is not well formed");
    if (topic.size() + properties.size() + payload.size() > snapshot_message_bytes_max)
      return refuse("a message is too large");
    if (!are_travelling_properties(properties)) refuse("properties are not well formed");
  }

  void read_head(ByteReader& body) {
    home_.retained.restore_sequence(read_sequence(body));
    has_begun_ = true;
  }

  void read_message(ByteReader& body) {
    const std::int64_t expires = read_time(body);
    const std::string_view topic = body.unchecked_string();
    const mqtt::BytesView properties = read_data(body);
    const mqtt::BytesView payload = read_data(body);
    if (body.failed()) return;
    check_message(topic, properties, payload);
    if (damage_.empty()) messages_.push_back(Message::make(topic, properties, payload, expires));
  }

  void read_note(ByteReader& body) {
    const mqtt::BytesView identifiers = read_data(body);
    const std::string_view shared_filter = body.unchecked_string();
    if (!are_subscription_identifiers(identifiers)) return refuse("subscription identifiers are wrong");
    if (!shared_filter.empty() && !mqtt::split_shared_filter(shared_filter))
      return refuse("a shared filter is not well formed");
    notes_.push_back(DeliveryNote::restore(identifiers, shared_filter));
  }

  void read_retained(ByteReader& body) {
    RetainedMessage retained;
    retained.message = read_number(body, messages_);
    retained.qos = read_qos(body.byte());
    retained.expires_steady_milliseconds = read_time(body);
    retained.publisher = body.unchecked_string();
    retained.sequence = read_sequence(body);
    if (!retained.message || body.failed()) return refuse("a retained message is missing");
    if (retained.sequence > home_.retained.sequence()) return refuse(bad_number);
    ++figures_.retained_messages;
    home_.retained.restore(std::move(retained));
  }

  void read_session(ByteReader& body) {
    const std::string_view client_identifier = body.utf8_string();
    const std::string_view identity = body.unchecked_string();
    const std::uint8_t version = body.byte();
    const std::uint8_t protocol = body.byte();
    const std::uint32_t expiry_seconds = body.four_byte_integer();
    const std::int64_t ends_at = read_time(body);
    const std::uint16_t first_identifier = body.packet_identifier();
    if (body.failed()) return;
    const bool is_version = version == static_cast<std::uint8_t>(mqtt::Version::v311) ||
                            version == static_cast<std::uint8_t>(mqtt::Version::v5);
    if (!is_version || protocol > static_cast<std::uint8_t>(Protocol::mqtt5_websocket) ||
        ends_at == no_deadline)
      return refuse(bad_number);
    if (client_identifier.empty() || identity.empty() || home_.sessions.find(client_identifier) != nullptr)
      return refuse("a session has no name of its own");
    session_ = &core_.add_session(home_, client_identifier, identity);
    session_->principal = home_.policy->find(session_->identity);
    session_->version = static_cast<mqtt::Version>(version);
    session_->protocol = static_cast<Protocol>(protocol);
    session_->expiry_seconds = expiry_seconds;
    session_->ends_at_steady_milliseconds = ends_at;
    session_->outbox.restore_first_identifier(first_identifier);
    ++figures_.sessions;
  }

  void read_will(ByteReader& body) {
    auto will = std::make_unique<Will>();
    session_->will_at_steady_milliseconds = read_time(body);
    will->delay_seconds = body.four_byte_integer();
    will->message_expiry_seconds = body.four_byte_integer();
    const std::uint8_t flags = body.byte();
    will->retain = (flags & will_retain_flag) != 0;
    will->qos = read_qos(flags & static_cast<std::uint8_t>(~will_retain_flag));
    will->topic = body.unchecked_string();
    const mqtt::BytesView properties = read_data(body);
    const mqtt::BytesView payload = read_data(body);
    if (body.failed()) return;
    check_message(will->topic, properties, payload);
    if (session_->will_at_steady_milliseconds == no_deadline || session_->will != nullptr) refuse(bad_number);
    will->properties.assign(properties.begin(), properties.end());
    will->payload.assign(payload.begin(), payload.end());
    session_->will = std::move(will);
  }

  void read_subscription(ByteReader& body) {
    const std::string_view filter = body.unchecked_string();
    SubscriptionOptions options;
    options.qos = read_qos(body.byte());
    const std::uint8_t flags = body.byte();
    options.no_local = (flags & no_local_flag) != 0;
    options.retain_as_published = (flags & retain_as_published_flag) != 0;
    options.identifier = body.four_byte_integer();
    if (options.identifier > mqtt::variable_byte_integer_max) refuse(bad_number);
    if (!is_filter(filter)) refuse("a filter is not well formed");
    if (!damage_.empty() || body.failed()) return;
    session_->subscriptions.insert_or_assign(std::string(filter), options);
    home_.subscriptions.add(*session_, filter, options);
  }

  void read_place(ByteReader& body) {
    const std::string_view filter = body.unchecked_string();
    const std::uint64_t newest_sequence = read_sequence(body);
    const std::string_view after_topic = body.unchecked_string();
    if (!session_->subscriptions.contains(filter) || mqtt::is_shared_filter(filter))
      return refuse("retained messages are to come for no subscription");
    session_->retained_backlog.restore(filter, newest_sequence, after_topic);
  }

  void read_drawn(ByteReader& body) {
    const std::string_view topic = body.unchecked_string();
    if (session_->retained_backlog.empty() || !mqtt::valid_topic_name(topic))
      return refuse("a topic was drawn forward of no place");
    session_->retained_backlog.all().back().drawn_forward.emplace(topic);
  }

  void read_copy(ByteReader& body, bool was_sent) {
    Outbox::Copy copy;
    copy.message = read_number(body, messages_);
    copy.note = read_number(body, notes_);
    const std::uint8_t flags = body.byte();
    copy.retain = (flags & copy_retain_flag) != 0;
    copy.beside_quota = (flags & copy_beside_quota_flag) != 0;
    if (!damage_.empty() || body.failed()) return;
    Outbox& outbox = session_->outbox;
    if (!was_sent) {
      if (!copy.message) return refuse("a message is missing");
      return outbox.restore_queued(std::move(copy));
    }
    if (outbox.sent_count() >= sent_count_max) return refuse("more is in flight than there are identifiers");
    outbox.restore_sent(std::move(copy));
  }

  void read_end(ByteReader& body) {
    has_ended_ = true;
    const bool agrees = body.four_byte_integer() == figures_.sessions &&
                        body.four_byte_integer() == figures_.retained_messages;
    if (!agrees) refuse("it holds not what it says");
  }

  Core& core_;
  NamespaceState& home_;
  const std::int64_t taken_at_;  // steady milliseconds, before the present start perhaps
  std::vector<MessagePointer> messages_;
  std::vector<DeliveryNotePointer> notes_;
  Session* session_ = nullptr;
  Snapshot figures_;
  std::string_view damage_;
  bool has_begun_ = false;
  bool has_ended_ = false;
};

}  // namespace

Restored read_snapshot(Core& core, NamespaceState& home, const SnapshotSource& source,
                       std::int64_t elapsed_milliseconds) {
  const Restored restored = Reading(core, home, elapsed_milliseconds).run(source);
  if (!restored.damage.empty()) return restored;
  for (Session* session : home.sessions.all()) {
    if (session->is_entitled() && !session->ended) recheck_subscriptions(core, *session);
  }
  for (Session* session : home.sessions.all()) core.arm(*session);
  core.arm(home);
  end_overflowed(core);
  return restored;
}

}  // namespace eg::broker
