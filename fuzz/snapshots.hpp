// What is done with one fuzz input: two bytes of configuration, then the chunks of a snapshot, which a broker
// with fixed policies reads as the start does. What is refused must leave nothing behind, what is read must
// read the same when it is written again, and clients must be served after both. Shared by the libFuzzer
// target and the test that replays the corpus; aborts on a broken rule.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>

#include "fuzz/require.hpp"
#include "server/broker/snapshot_chunks.hpp"
#include "server/broker/snapshot_records.hpp"
#include "tests/support/broker_snapshot.hpp"

namespace eg::fuzz {

/// Bits of the first byte.
inline constexpr unsigned leave_unsigned_bit = 1;  ///< otherwise chunks get the checksum that fits them
inline constexpr unsigned quotas_off_bit = 2;
inline constexpr unsigned little_memory_bit = 4;
inline constexpr unsigned narrow_policy_bit = 8;  ///< most subscriptions are not allowed any more
inline constexpr std::size_t end_record_bytes = 13;
/// What one step of the second byte, the length of the stop, is worth.
inline constexpr std::int64_t elapsed_step_milliseconds = 20'000;

/// The cast of the twins of the broker, and that of the connection scripts.
inline const authz::PolicyPointer& snapshot_policy(bool is_narrow) {
  static const std::array<authz::PolicyPointer, 2> policies = [] {
    authz::Namespace model = test::usual_namespace("ns");
    for (const char letter : {'A', 'B', 'C', 'D'})
      model.clients.push_back(test::thumbprint_client(std::string(1, letter), letter));
    model.topic_spaces = {{"space", {"t/#", "a/#", "b/#"}}};
    std::array<authz::PolicyPointer, 2> made;
    made[0] = authz::compile(model, nullptr);
    model.topic_spaces = {{"space", {"t/a/b", "a/1"}}};
    model.clients.pop_back();
    made[1] = authz::compile(model, nullptr);
    return made;
  }();
  return policies[is_narrow ? 1 : 0];
}

/// A broker that has just started.
class StartedStage : public test::Stage {
 public:
  StartedStage(const broker::Settings& settings, const authz::PolicyPointer& policy) : Stage(settings) {
    broker.apply({"ns", policy}, now);
  }
};

/// A chunk begins where its magic stands.
inline test::Chunks cut_chunks(std::span<const std::uint8_t> bytes) {
  constexpr std::array<std::uint8_t, 4> magic = {'E', 'G', 'S', 'N'};
  test::Chunks chunks;
  while (!bytes.empty()) {
    const auto next = std::search(bytes.begin() + 1, bytes.end(), magic.begin(), magic.end());
    chunks.emplace_back(bytes.begin(), next);
    bytes = bytes.subspan(chunks.back().size());
  }
  return chunks;
}

/// As if the snapshot had never been there.
inline void require_untouched(test::Stage& stage, const broker::Restored& restored) {
  require(!restored.damage.empty() && restored.figures.empty());
  require(stage.broker.session_count("ns") == 0);
  require(stage.broker.retained_figures("ns").count == 0 && stage.broker.retained_figures("ns").bytes == 0);
  require(!stage.broker.next_deadline_milliseconds() && stage.effects.events.empty());
  require(test::take_snapshot(stage).empty());
}

/// What was read, written and read again is the same; without its end it is refused.
inline void require_round_trip(test::Stage& stage, const broker::Settings& settings,
                               const authz::PolicyPointer& policy) {
  test::Chunks written = test::take_snapshot(stage);
  if (written.empty()) return;
  StartedStage again(settings, policy);
  require(test::restore_snapshot(again, written).damage.empty());
  require(again.broker.session_count("ns") == stage.broker.session_count("ns"));
  require(again.broker.retained_figures("ns").count == stage.broker.retained_figures("ns").count);
  require(test::take_snapshot(again) == written);
  written.back().resize(written.back().size() - end_record_bytes);
  broker::sign_snapshot_chunk(written.back());
  StartedStage untouched(settings, policy);
  require_untouched(untouched, test::restore_snapshot(untouched, written));
}

/// Owners of the corpus's sessions come back, hear one another and leave; then time ends everything.
inline void require_usable(test::Stage& stage) {
  constexpr struct {
    const char* client_identifier;
    const char* user_name;
    char certificate;
  } clients[] = {{"five", "alice", 'A'}, {"mourned", "bob", 'B'}, {"s", "A", 'A'}, {"t", "B", 'B'}};
  broker::LinkId link = 0;
  for (const auto& client : clients) {
    stage.open(++link, test::certificate(client.certificate), "");
    test::ConnectOptions options = test::lasting(client.client_identifier, client.user_name);
    stage.input(link, test::connect_packet(options));
  }
  for (const char* topic : {"t/a/b", "a/1"})
    stage.input(1, test::publish_packet({.topic = topic, .qos = 1, .retain = true, .packet_identifier = 1}));
  for (; link > 0; --link) {
    if (stage.effects.inboxes[link].is_open) stage.lose(link);
  }
  stage.pass_time(3 * broker::snapshot_milliseconds_max / 1000);
  require(stage.broker.session_count("ns") == 0);
}

inline void check_snapshot(std::span<const std::uint8_t> input) {
  if (input.size() < 2) return;
  const unsigned configuration = input[0];
  broker::Settings settings;
  settings.quotas = (configuration & quotas_off_bit) == 0;
  if ((configuration & little_memory_bit) != 0) settings.waiting_bytes_max = 4096;
  const authz::PolicyPointer& policy = snapshot_policy((configuration & narrow_policy_bit) != 0);
  test::Chunks chunks = cut_chunks(input.subspan(2));
  for (test::Bytes& chunk : chunks) {
    if ((configuration & leave_unsigned_bit) == 0 && chunk.size() >= broker::snapshot_header_bytes)
      broker::sign_snapshot_chunk(chunk);
  }
  StartedStage stage(settings, policy);
  const broker::Restored restored =
      test::restore_snapshot(stage, chunks, input[1] * elapsed_step_milliseconds);
  if (restored.damage.empty()) {
    require_round_trip(stage, settings, policy);
  } else {
    require_untouched(stage, restored);
  }
  require_usable(stage);
}

}  // namespace eg::fuzz
