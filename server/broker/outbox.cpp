// Consecutive packet identifiers make an acknowledgement an index, not a search.
#include "server/broker/outbox.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace eg::broker {
namespace {

// Identifiers run through 1 to 65,535; one is left free so that first and next never meet.
constexpr std::size_t identifier_count = 65'535;

std::uint16_t plus(std::uint16_t identifier, std::size_t offset) {
  return static_cast<std::uint16_t>((identifier - 1U + offset) % identifier_count + 1U);
}

}  // namespace

void Outbox::clear() {
  for (std::size_t index = 0; index < queued_.size(); ++index) release(queued_[index]);
  for (std::size_t index = 0; index < sent_.size(); ++index) {
    if (sent_[index].copy.message) release(sent_[index].copy);
  }
  QueuedBytes* const total = total_;
  *this = Outbox();
  total_ = total;
}

void Outbox::hold(const Copy& copy) {
  const std::size_t note_bytes = copy.note ? copy.note->memory_bytes() : 0;
  held_bytes_ += copy.message->memory_bytes() + queue_place_bytes + note_bytes;
  if (total_ != nullptr) total_->add(*copy.message, note_bytes);
}

void Outbox::release(const Copy& copy) {
  const std::size_t note_bytes = copy.note ? copy.note->memory_bytes() : 0;
  held_bytes_ -= copy.message->memory_bytes() + queue_place_bytes + note_bytes;
  if (total_ != nullptr) total_->remove(*copy.message, note_bytes);
}

void Outbox::enter_queue(const Copy& copy) {
  const std::size_t bytes = copy.message->size_bytes();
  queued_bytes_ += bytes;
  if (!copy.beside_quota) return;
  ++beside_messages_;
  beside_bytes_ += bytes;
}

void Outbox::leave_queue(const Copy& copy) {
  const std::size_t bytes = copy.message->size_bytes();
  queued_bytes_ -= bytes;
  if (!copy.beside_quota) return;
  --beside_messages_;
  beside_bytes_ -= bytes;
}

void Outbox::connect(std::uint16_t receive_maximum, bool quotas) {
  window_messages_ =
      quotas ? std::min<std::size_t>(receive_maximum, in_flight_messages_max) : receive_maximum;
  window_bytes_ = quotas ? in_flight_bytes_max : std::numeric_limits<std::size_t>::max();
  outstanding_count_ = 0;
  outstanding_bytes_ = 0;
  resend_index_ = 0;
  for (std::size_t index = 0; index < sent_.size(); ++index) sent_[index].outstanding = false;
}

bool Outbox::push(Copy copy, std::int64_t now_steady_milliseconds, bool quotas) {
  const std::size_t bytes = copy.message->size_bytes();
  const auto is_over = [&] {
    return quotas && !copy.beside_quota &&
           (queued_.size() - beside_messages_ + 1 > queue_messages_max ||
            queued_bytes_ - beside_bytes_ + bytes > queue_bytes_max);
  };
  if (is_over()) {
    queued_.keep_if([&](const Copy& queued) {
      if (queued.message->expires_steady_milliseconds() > now_steady_milliseconds) return true;
      leave_queue(queued);
      release(queued);
      return false;
    });
    if (is_over()) return false;
  }
  enter_queue(copy);
  hold(copy);
  queued_.push_back(std::move(copy));
  return true;
}

void Outbox::restore_sent(Copy copy) {
  if (sent_.empty() && !copy.message) {
    first_identifier_ = plus(first_identifier_, 1);
    return;
  }
  if (copy.message) hold(copy);
  sent_.push_back({std::move(copy), false});
}

void Outbox::restore_queued(Copy copy) {
  enter_queue(copy);
  hold(copy);
  queued_.push_back(std::move(copy));
}

bool Outbox::has_room_for(const Message& message, std::int64_t now_steady_milliseconds, bool quotas) const {
  const auto has_room = [&](std::size_t messages, std::size_t bytes) {
    return messages < queue_messages_max && bytes + message.size_bytes() <= queue_bytes_max;
  };
  if (!quotas || has_room(queued_.size() - beside_messages_, queued_bytes_ - beside_bytes_)) return true;
  std::size_t messages = 0;
  std::size_t bytes = 0;
  for (std::size_t index = 0; index < queued_.size(); ++index) {
    const Message& queued = *queued_[index].message;
    if (queued_[index].beside_quota || queued.expires_steady_milliseconds() <= now_steady_milliseconds)
      continue;
    ++messages;
    bytes += queued.size_bytes();
  }
  return has_room(messages, bytes);
}

bool Outbox::is_open_for(const Message& message) const {
  return resend_index_ == sent_.size() && queued_.empty() && has_window_for(message);
}

std::vector<Outbox::Copy> Outbox::shared_copies() const {
  std::vector<Copy> found;
  const auto add = [&](const Copy& copy) {
    if (copy.message && copy.note && !copy.note->shared_filter().empty()) found.push_back(copy);
  };
  for (std::size_t index = 0; index < sent_.size(); ++index) add(sent_[index].copy);
  for (std::size_t index = 0; index < queued_.size(); ++index) add(queued_[index]);
  return found;
}

std::optional<Outbox::Outgoing> Outbox::next(std::int64_t now_steady_milliseconds) {
  if (resend_index_ < sent_.size()) return resend();
  while (!queued_.empty()) {
    const Message& message = *queued_.front().message;
    const bool expired = message.expires_steady_milliseconds() <= now_steady_milliseconds;
    if (!expired && !has_window_for(message)) return std::nullopt;
    Copy taken = std::move(queued_.front());
    leave_queue(taken);
    queued_.pop_front();
    if (expired) {
      release(taken);
      continue;
    }
    take_window(*taken.message);
    const std::uint16_t identifier = identifier_at(sent_.size());
    sent_.push_back({taken, true});
    resend_index_ = sent_.size();
    return Outgoing{std::move(taken), identifier, false};
  }
  return std::nullopt;
}

std::optional<Outbox::Outgoing> Outbox::resend() {
  for (; resend_index_ < sent_.size(); ++resend_index_) {
    Sent& entry = sent_[resend_index_];
    if (!entry.copy.message) continue;
    if (!has_window_for(*entry.copy.message)) return std::nullopt;
    take_window(*entry.copy.message);
    entry.outstanding = true;
    return Outgoing{entry.copy, identifier_at(resend_index_++), true};
  }
  return std::nullopt;
}

bool Outbox::acknowledge(std::uint16_t packet_identifier) {
  if (packet_identifier == 0 || sent_.empty()) return false;
  const std::size_t index = (packet_identifier + identifier_count - first_identifier_) % identifier_count;
  if (index >= sent_.size() || !sent_[index].copy.message) return false;
  Sent& entry = sent_[index];
  if (entry.outstanding) {
    --outstanding_count_;
    outstanding_bytes_ -= entry.copy.message->size_bytes();
  }
  release(entry.copy);
  entry = Sent();
  while (!sent_.empty() && !sent_.front().copy.message) {
    sent_.pop_front();
    first_identifier_ = plus(first_identifier_, 1);
    if (resend_index_ > 0) --resend_index_;
  }
  return true;
}

bool Outbox::has_window_for(const Message& message) const {
  if (outstanding_count_ == 0) return true;  // at least one, whatever its size
  return outstanding_count_ < window_messages_ && sent_.size() < identifier_count - 1 &&
         outstanding_bytes_ + message.size_bytes() <= window_bytes_;
}

void Outbox::take_window(const Message& message) {
  ++outstanding_count_;
  outstanding_bytes_ += message.size_bytes();
}

std::uint16_t Outbox::identifier_at(std::size_t index) const {
  return plus(first_identifier_, index);
}

}  // namespace eg::broker
