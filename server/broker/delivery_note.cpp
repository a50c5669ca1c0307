// Keeps identifiers encoded, so that a delivery copies bytes.
#include "server/broker/delivery_note.hpp"

#include "protocol/mqtt/bytes.hpp"
#include "protocol/mqtt/properties.hpp"

namespace eg::broker {

void DeliveryNotePointer::release() {
  if (--note_->references_ == 0) delete note_;
}

void DeliveryNote::set_identifier(std::uint32_t subscription_identifier) {
  identifiers_.resize(1 + mqtt::variable_byte_integer_size(subscription_identifier));
  mqtt::ByteWriter writer(identifiers_.data());
  writer.byte(static_cast<std::uint8_t>(mqtt::PropertyIdentifier::subscription_identifier));
  writer.variable_byte_integer(subscription_identifier);
}

DeliveryNotePointer DeliveryNote::make(std::uint32_t subscription_identifier, bool no_local) {
  if (subscription_identifier == 0) return {};
  auto* note = new DeliveryNote();
  DeliveryNotePointer pointer(note);
  note->set_identifier(subscription_identifier);
  note->own_bytes_ = no_local ? 0 : note->identifiers_.size();
  return pointer;
}

DeliveryNotePointer DeliveryNote::make_shared(std::uint32_t subscription_identifier,
                                              std::string_view shared_filter) {
  auto* note = new DeliveryNote();
  DeliveryNotePointer pointer(note);
  if (subscription_identifier != 0) note->set_identifier(subscription_identifier);
  note->own_bytes_ = note->identifiers_.size();
  note->shared_filter_ = shared_filter;
  return pointer;
}

DeliveryNotePointer DeliveryNote::restore(mqtt::BytesView identifiers, std::string_view shared_filter) {
  auto* note = new DeliveryNote();
  DeliveryNotePointer pointer(note);
  note->identifiers_.assign(identifiers.begin(), identifiers.end());
  note->own_bytes_ = note->identifiers_.size();
  note->shared_filter_ = shared_filter;
  return pointer;
}

DeliveryNotePointer DeliveryNote::merge(const DeliveryNotePointer& left, const DeliveryNotePointer& right) {
  if (!left) return right;
  if (!right) return left;
  auto* note = new DeliveryNote();
  DeliveryNotePointer pointer(note);
  const auto append = [&](const DeliveryNote& source, std::size_t from, std::size_t to) {
    const auto begin = source.identifiers_.begin();
    note->identifiers_.insert(note->identifiers_.end(), begin + static_cast<std::ptrdiff_t>(from),
                              begin + static_cast<std::ptrdiff_t>(to));
  };
  for (const DeliveryNotePointer* source : {&left, &right}) append(**source, 0, (*source)->own_bytes_);
  note->own_bytes_ = note->identifiers_.size();
  for (const DeliveryNotePointer* source : {&left, &right})
    append(**source, (*source)->own_bytes_, (*source)->identifiers_.size());
  return pointer;
}

DeliveryNotePointer DeliveryNote::own_part(const DeliveryNotePointer& note) {
  if (!note || note->own_bytes_ == note->identifiers_.size()) return note;
  if (note->own_bytes_ == 0) return {};
  auto* own = new DeliveryNote();
  DeliveryNotePointer pointer(own);
  own->identifiers_.assign(note->identifiers_.begin(),
                           note->identifiers_.begin() + static_cast<std::ptrdiff_t>(note->own_bytes_));
  own->own_bytes_ = note->own_bytes_;
  return pointer;
}

}  // namespace eg::broker
