// What goes with one session's copy of a message besides the message: the identifiers of the subscriptions
// that matched, as v5 properties, and the shared group that it was sent to. Most copies have none, which is a
// null pointer. Made when subscribing or matching, not when delivering, and shared; it knows neither sessions
// nor filters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/mqtt/packets.hpp"

namespace eg::broker {

class DeliveryNote;

/// Intrusive shared pointer without atomics: notes stay on the core executor.
class DeliveryNotePointer {
 public:
  DeliveryNotePointer() = default;
  explicit DeliveryNotePointer(DeliveryNote* note) : note_(note) { acquire(); }
  DeliveryNotePointer(const DeliveryNotePointer& other) : note_(other.note_) { acquire(); }
  DeliveryNotePointer(DeliveryNotePointer&& other) noexcept : note_(std::exchange(other.note_, nullptr)) {}
  DeliveryNotePointer& operator=(DeliveryNotePointer other) noexcept {
    std::swap(note_, other.note_);
    return *this;
  }
  ~DeliveryNotePointer() {
    if (note_ != nullptr) release();
  }
  const DeliveryNote* operator->() const { return note_; }
  const DeliveryNote& operator*() const { return *note_; }
  explicit operator bool() const { return note_ != nullptr; }

 private:
  inline void acquire();
  void release();
  DeliveryNote* note_ = nullptr;
};

class DeliveryNote {
 public:
  /// Of one subscription; null for identifier 0, which means none.
  static DeliveryNotePointer make(std::uint32_t subscription_identifier, bool no_local);
  /// Of a shared subscription, with or without identifier (0); never null.
  static DeliveryNotePointer make_shared(std::uint32_t subscription_identifier,
                                         std::string_view shared_filter);
  /// Of both, either of which may be null. An identifier that comes twice is kept twice (MQTT 5, 3.3.4).
  static DeliveryNotePointer merge(const DeliveryNotePointer& left, const DeliveryNotePointer& right);
  /// For the session's own messages: without the identifiers of No Local subscriptions. May be null.
  static DeliveryNotePointer own_part(const DeliveryNotePointer& note);

  /// What a snapshot kept of one; `identifiers` are whole properties. Never null.
  static DeliveryNotePointer restore(mqtt::BytesView identifiers, std::string_view shared_filter);

  /// Whole properties, as written into a PUBLISH.
  mqtt::BytesView identifiers() const { return identifiers_; }
  /// `$share/GROUP/FILTER`; empty for ordinary subscriptions.
  std::string_view shared_filter() const { return shared_filter_; }
  std::size_t memory_bytes() const { return sizeof(DeliveryNote) + identifiers_.size(); }

 private:
  friend class DeliveryNotePointer;
  DeliveryNote() = default;
  void set_identifier(std::uint32_t subscription_identifier);
  std::vector<std::uint8_t> identifiers_;
  std::string shared_filter_;
  std::size_t own_bytes_ = 0;  // those without No Local come first
  std::uint32_t references_ = 0;
};

inline void DeliveryNotePointer::acquire() {
  if (note_ != nullptr) ++note_->references_;
}

}  // namespace eg::broker
