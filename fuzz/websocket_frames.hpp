// What is done with one fuzz input: read it as frames of a WebSocket client, at once and in pieces, and check
// that both ways give the same. Shared by the libFuzzer target and the test that replays the corpus; aborts
// on a broken rule.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

#include "server/io/websocket_frames.hpp"

namespace eg::fuzz {

struct WebSocketOutcome {
  std::vector<std::uint8_t> payload;
  std::vector<std::uint8_t> answers;
  io::WebSocketReader::End end = io::WebSocketReader::End::none;
  io::WebSocketCode code = io::WebSocketCode::none;
  bool operator==(const WebSocketOutcome&) const = default;
};

/// In pieces of `piece_bytes`.
inline WebSocketOutcome read_in_pieces(std::span<const std::uint8_t> input, std::size_t piece_bytes) {
  io::WebSocketReader reader;
  WebSocketOutcome outcome;
  for (std::size_t at = 0; at < input.size(); at += piece_bytes) {
    const auto piece = input.subspan(at, std::min(piece_bytes, input.size() - at));
    std::vector<std::uint8_t> copy(piece.begin(), piece.end());
    const std::span<const std::uint8_t> payload = reader.read(copy);
    if (payload.size() > copy.size()) std::abort();
    outcome.payload.insert(outcome.payload.end(), payload.begin(), payload.end());
  }
  if (reader.answers().size() > io::WebSocketReader::answer_bytes_max) std::abort();
  if (reader.fault().empty() == (reader.end() == io::WebSocketReader::End::failed)) std::abort();
  outcome.answers.assign(reader.answers().begin(), reader.answers().end());
  outcome.end = reader.end();
  outcome.code = reader.close_code();
  return outcome;
}

/// The first byte chooses the size of the pieces, the rest is what a client sent.
inline void read_websocket_frames(std::span<const std::uint8_t> input) {
  if (input.empty()) return;
  const std::span<const std::uint8_t> frames = input.subspan(1);
  const WebSocketOutcome whole = read_in_pieces(frames, std::max<std::size_t>(frames.size(), 1));
  if (!(read_in_pieces(frames, 1U + input[0] % 32U) == whole)) std::abort();
}

}  // namespace eg::fuzz
