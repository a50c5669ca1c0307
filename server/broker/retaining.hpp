// From an accepted publish with RETAIN to the retained messages of its namespace: limits, lifetimes, deletion
// and expiry (broker-behaviour 5.6). Permission was settled before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "server/broker/core.hpp"

namespace eg::broker {

inline constexpr std::size_t retained_payload_bytes_max = 65'536;
/// Per throughput unit of the namespace, each.
inline constexpr std::size_t retained_messages_max = 10'000;
inline constexpr std::size_t retained_bytes_max = 671'088'640;
/// 365 days: the life of what 3.1.1 retains, and the longest of what version 5 does unless it lives for ever.
inline constexpr std::int64_t retained_seconds_max = 31'536'000;

/// What a publish would add.
struct RetainCandidate {
  std::string_view topic;
  std::size_t payload_bytes = 0;  ///< 0 deletes
  std::size_t bytes = 0;          ///< as retained_bytes
};
struct RetainRefusal {
  std::string_view reason;  ///< stable identifier
  std::string detail;
};

/// nullopt when there is room, which expired ones make first.
std::optional<RetainRefusal> refuse_to_retain(Core& core, NamespaceState& home,
                                              const RetainCandidate& candidate);
/// Keeps the message, or deletes what its topic has when its payload is empty. `client_identifier` for No
/// Local: empty for a will.
void retain(Core& core, const Session& publisher, const MessagePointer& message, mqtt::Qos qos,
            std::string_view client_identifier);
/// A deadline of a namespace: retained messages expire.
void namespace_due(Core& core, NamespaceState& home);

}  // namespace eg::broker
