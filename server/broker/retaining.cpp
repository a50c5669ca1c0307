// Limits as differences to what is there, lifetimes as the earlier of two ends.
#include "server/broker/retaining.hpp"

#include <algorithm>
#include <utility>

namespace eg::broker {
namespace {

constexpr std::int64_t milliseconds_per_second = 1000;

std::int64_t end_of_life(const Core& core, const Session& publisher, const Message& message) {
  const std::int64_t longest = core.now.steady_milliseconds + retained_seconds_max * milliseconds_per_second;
  if (publisher.version == mqtt::Version::v311) return longest;
  if (message.expires_steady_milliseconds() == Message::never_expires) return Message::never_expires;
  return std::min(message.expires_steady_milliseconds(), longest);
}

std::size_t bytes_with(const RetainedMessages& all, const RetainCandidate& candidate) {
  const RetainedMessage* const replaced = all.find(candidate.topic);
  return all.bytes() - (replaced == nullptr ? 0 : retained_bytes(*replaced->message)) + candidate.bytes;
}

/// The memory of the machine is no quota of the service.
std::optional<RetainRefusal> refuse_without_quotas(const Core& core, NamespaceState& home,
                                                   const RetainCandidate& candidate) {
  home.retained.expire(core.now.steady_milliseconds);
  if (bytes_with(home.retained, candidate) <= core.settings.waiting_bytes_max) return std::nullopt;
  return RetainRefusal{"too-many-retained-bytes", "the namespace would retain more than --memory-max"};
}

}  // namespace

std::optional<RetainRefusal> refuse_to_retain(Core& core, NamespaceState& home,
                                              const RetainCandidate& candidate) {
  if (candidate.payload_bytes == 0) return std::nullopt;
  if (!core.settings.quotas) return refuse_without_quotas(core, home, candidate);
  if (candidate.payload_bytes > retained_payload_bytes_max) {
    return RetainRefusal{
        "retained-too-large",
        "retained payload of " + std::to_string(candidate.payload_bytes) + " bytes, the limit is 65536"};
  }
  RetainedMessages& all = home.retained;
  all.expire(core.now.steady_milliseconds);
  const RetainedMessage* const replaced = all.find(candidate.topic);
  const std::size_t units = home.policy->settings().throughput_units;
  const std::size_t count = all.count() + (replaced == nullptr ? 1 : 0);
  if (count > retained_messages_max * units) {
    return RetainRefusal{"too-many-retained-messages",
                         "the namespace retains " + std::to_string(all.count()) +
                             " messages, the limit is 10000 per throughput unit"};
  }
  if (bytes_with(all, candidate) > retained_bytes_max * units) {
    return RetainRefusal{"too-many-retained-bytes",
                         "the namespace retains " + std::to_string(all.bytes()) +
                             " bytes of messages, the limit is 640 MB per throughput unit"};
  }
  return std::nullopt;
}

void retain(Core& core, const Session& publisher, const MessagePointer& message, mqtt::Qos qos,
            std::string_view client_identifier) {
  NamespaceState& home = *publisher.home;
  if (message->payload().empty()) return home.retained.erase(message->topic());
  RetainedMessage retained;
  retained.message = message;
  retained.qos = qos;
  retained.expires_steady_milliseconds = end_of_life(core, publisher, *message);
  retained.publisher = client_identifier;
  home.retained.put(std::move(retained));
  core.arm(home);
}

void namespace_due(Core& core, NamespaceState& home) {
  home.armed_steady_milliseconds = no_deadline;
  home.retained.expire(core.now.steady_milliseconds);
  core.arm(home);
}

}  // namespace eg::broker
