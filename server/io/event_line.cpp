// One row per kind of event: its words and its level.
#include "server/io/event_line.hpp"

#include <array>
#include <utility>

#include "authz/quote.hpp"
#include "authz/reason.hpp"
#include "server/control/denials.hpp"

namespace eg::io {
namespace {

constexpr std::int64_t window_milliseconds = 10'000;
constexpr std::uint32_t lines_per_window = 20;
constexpr std::size_t windows_max = 1024;

struct KindRow {
  broker::Event::Kind kind;
  std::string_view words;
  LogLevel level;
  std::string_view category;   ///< of the service's log records; empty: it has none for this
  std::string_view operation;  ///< last part of operationName
};

using Kind = broker::Event::Kind;
constexpr std::array kinds = {
    KindRow{Kind::connected, "connected", LogLevel::info, "SuccessfulMqttConnections", "connect"},
    KindRow{Kind::connect_refused, "CONNECT refused", LogLevel::warning, "FailedMqttConnections", "connect"},
    KindRow{Kind::disconnected, "disconnected", LogLevel::info, "MqttDisconnections", "disconnect"},
    KindRow{Kind::publish_refused, "PUBLISH refused", LogLevel::warning, "FailedMqttPublishedMessages",
            "publish"},
    KindRow{Kind::subscribe_refused, "SUBSCRIBE refused", LogLevel::warning,
            "FailedMqttSubscriptionOperations", "subscribe"},
    KindRow{Kind::message_dropped, "message dropped", LogLevel::warning, {}, {}},
    KindRow{Kind::session_ended, "session ended", LogLevel::info, {}, {}},
};

const KindRow& row_of(Kind kind) {
  for (const KindRow& row : kinds) {
    if (row.kind == kind) return row;
  }
  return kinds.front();
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
      line += "\\x" + control::code_text(byte).substr(2);
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

std::string protocol_label(const broker::Event& event) {
  if (!event.version) return {};
  return std::string(*event.version == mqtt::Version::v5 ? "MQTT5" : "MQTT3") +
         (event.is_websocket ? "-WS" : "");
}

std::string_view result_signature(const broker::Event& event) {
  if (event.kind == Kind::connected) return "Success";
  if (event.kind == Kind::disconnected || event.kind == Kind::session_ended) return event.reason;
  const authz::ReasonRow* reason = authz::find_reason(event.reason);
  return reason == nullptr ? std::string_view() : reason->result_signature;
}

std::string result_description(const broker::Event& event) {
  const bool is_end = event.kind == Kind::disconnected || event.kind == Kind::session_ended;
  const authz::ReasonRow* reason = authz::find_reason(is_end ? event.cause : event.reason);
  if (reason == nullptr) return {};
  const bool finds_no_space = reason->reason == authz::Reason::no_topic_space_matches ||
                              reason->reason == authz::Reason::no_permission_binding;
  if (finds_no_space && !event.topic.empty()) {
    return std::string(event.kind == Kind::subscribe_refused ? "Topic filter '" : "Topic name '") +
           authz::shortened(event.topic, authz::quoted_bytes_max) + "' does not match any topicspaces";
  }
  std::string_view sentence = reason->cause;
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return std::string(sentence);
}

std::string format_event(const broker::Event& event, std::string_view remote_address) {
  const KindRow& kind = row_of(event.kind);
  std::string line(kind.words);
  if (!event.reason.empty()) line.append(": ").append(event.reason);
  const auto append = [&line](std::string_view name, std::string_view value) {
    if (!value.empty()) line.append(" ").append(name).append("=").append(value);
  };
  const auto append_text = [&line](std::string_view name, std::string_view value) {
    if (!value.empty()) append_quoted(line, name, value);
  };
  append("category", kind.category);
  if (!kind.category.empty()) {
    append("operationName", "Microsoft.EventGrid/topicspaces/" + std::string(kind.operation));
    const bool is_end = event.kind == Kind::disconnected;
    const bool has_failed = is_end ? !event.cause.empty() : event.kind != Kind::connected;
    append("resultType", has_failed ? "Failed" : "Succeeded");
    append("resultSignature", result_signature(event));
  }
  append_text("resultDescription", result_description(event));
  append("cause", event.cause);
  append_text("clientIdentity", event.identity);
  append("authenticationType", event.authentication_type);
  append_text("sessionName", event.client_identifier);
  append("protocol", protocol_label(event));
  append_text(event.kind == Kind::subscribe_refused ? "topicFilters" : "topicName", event.topic);
  append_text("namespace", event.namespace_name);
  if (event.code != 0) append("code", control::code_text(event.code));
  append("peer", remote_address);
  append_text("detail", event.detail);
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
