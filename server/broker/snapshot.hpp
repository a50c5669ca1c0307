// What of a namespace survives an orderly stop, as bytes: sessions with subscriptions, queues and wills, and
// retained messages (design 2, "What survives what"). Plain types of the interface; who keeps the bytes, and
// how long they lay there, is the shell's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "protocol/mqtt/encode.hpp"
#include "protocol/mqtt/packets.hpp"

namespace eg::broker {

/// Takes the pieces of a snapshot in order; the bytes live during the call only. False: write no more.
using SnapshotSink = std::function<bool(mqtt::BytesView chunk)>;
/// Gives the pieces back in order; nullopt after the last one.
using SnapshotSource = std::function<std::optional<mqtt::Bytes>()>;

struct Snapshot {
  std::size_t sessions = 0;
  std::size_t retained_messages = 0;
  bool empty() const { return sessions == 0 && retained_messages == 0; }
};

/// What became of a snapshot that was read back: all of it, or nothing.
struct Restored {
  Snapshot figures;         ///< what it held, expired ones included
  std::string_view damage;  ///< a phrase for the log; empty when all is well
};

}  // namespace eg::broker
