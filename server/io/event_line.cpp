// One row per kind of event: its words and its level.
#include "server/io/event_line.hpp"

#include <array>
#include <cstdio>
#include <utility>

namespace eg::io {
namespace {

constexpr std::int64_t window_milliseconds = 10'000;
constexpr std::uint32_t lines_per_window = 20;
constexpr std::size_t windows_max = 1024;

struct KindRow {
  broker::Event::Kind kind;
  std::string_view words;
  LogLevel level;
};

using Kind = broker::Event::Kind;
constexpr std::array kinds = {
    KindRow{Kind::connected, "connected", LogLevel::info},
    KindRow{Kind::connect_refused, "CONNECT refused", LogLevel::warning},
    KindRow{Kind::disconnected, "disconnected", LogLevel::info},
    KindRow{Kind::publish_refused, "PUBLISH refused", LogLevel::warning},
    KindRow{Kind::subscribe_refused, "SUBSCRIBE refused", LogLevel::warning},
    KindRow{Kind::message_dropped, "message dropped", LogLevel::warning},
    KindRow{Kind::session_ended, "session ended", LogLevel::info},
};

const KindRow& row_of(Kind kind) {
  for (const KindRow& row : kinds) {
    if (row.kind == kind) return row;
  }
  return kinds.front();
}

std::string hex_byte(std::uint8_t value) {
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "0x%02X", static_cast<unsigned>(value));
  return text.data();
}

/// Quoted, so that a client's name cannot look like another field or another line.
void append_quoted(std::string& line, std::string_view name, std::string_view value) {
  line.append(" ").append(name).append("=\"");
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      line += '\\';
      line += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      line += "\\x" + hex_byte(byte).substr(2);
    } else {
      line += c;
    }
  }
  line += '"';
}

}  // namespace

LogLevel level_of(Kind kind) {
  return row_of(kind).level;
}

std::string format_event(const broker::Event& event, std::string_view remote_address) {
  std::string line(row_of(event.kind).words);
  if (!event.reason.empty()) line.append(": ").append(event.reason);
  if (!event.namespace_name.empty()) append_quoted(line, "namespace", event.namespace_name);
  if (!event.identity.empty()) append_quoted(line, "client", event.identity);
  if (!event.client_identifier.empty()) append_quoted(line, "session", event.client_identifier);
  if (!remote_address.empty()) line.append(" peer=").append(remote_address);
  if (event.version) {
    line += *event.version == mqtt::Version::v5 ? " MQTT5" : " MQTT3";
    if (event.is_websocket) line += "-WS";
  }
  if (event.code != 0) line.append(" code=").append(hex_byte(event.code));
  if (!event.topic.empty()) append_quoted(line, "topic", event.topic);
  if (!event.detail.empty()) append_quoted(line, "detail", event.detail);
  return line;
}

std::string format_suppressed(const LineThrottle::Verdict& verdict) {
  std::string text;
  if (verdict.suppressed != 0) {
    text += " (" + std::to_string(verdict.suppressed) + " like this before were not written)";
  }
  if (verdict.others != 0) text += " (" + std::to_string(verdict.others) + " others were not written)";
  return text;
}

std::string throttle_key(const broker::Event& event) {
  std::string key(1, static_cast<char>('0' + static_cast<int>(event.kind)));
  key.append(event.namespace_name).append("\n").append(event.identity).append("\n").append(event.reason);
  return key;
}

/// Windows that are over first; all of them when a peer takes a new name for every line.
void LineThrottle::forget(std::int64_t now_milliseconds) {
  const auto forget_if = [this](const auto& is_old) {
    for (auto at = windows_.begin(); at != windows_.end();) {
      if (!is_old(at->second)) {
        ++at;
        continue;
      }
      forgotten_ += at->second.suppressed;
      at = windows_.erase(at);
    }
  };
  forget_if([now_milliseconds](const Window& window) {
    return now_milliseconds - window.start_milliseconds >= window_milliseconds;
  });
  if (windows_.size() > windows_max / 2) forget_if([](const Window&) { return true; });
}

LineThrottle::Verdict LineThrottle::judge(const std::string& key, std::int64_t now_milliseconds) {
  if (windows_.size() > windows_max && !windows_.contains(key)) forget(now_milliseconds);
  Window& window = windows_[key];
  if (window.written == 0 || now_milliseconds - window.start_milliseconds >= window_milliseconds) {
    const std::uint64_t suppressed = window.suppressed;
    window = {now_milliseconds, 1, 0};
    return {true, suppressed, std::exchange(forgotten_, 0)};
  }
  if (window.written < lines_per_window) {
    ++window.written;
    return {true, 0, std::exchange(forgotten_, 0)};
  }
  ++window.suppressed;
  return {false, 0, 0};
}

}  // namespace eg::io
