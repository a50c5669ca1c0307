// One function per packet, words as keys.
#include "tests/golden/dialogues/packet_words.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>

namespace eg::dialogues {
namespace {

using Words = std::vector<std::string>;
using mqtt::ReasonCode;
using mqtt::Version;

/// `xN` is N times the letter x, so that long values need no long lines.
std::string expanded(const std::string& value) {
  const std::size_t star = value.find('*');
  if (star == std::string::npos) return value;
  const std::string piece = value.substr(0, star);
  const auto count = static_cast<std::size_t>(std::stoul(value.substr(star + 1)));
  if (star == 1) return std::string(count, piece[0]);
  std::string repeated;
  for (std::size_t index = 0; index < count; ++index) repeated += piece;
  return repeated;
}

bool has(const Words& words, const std::string& key) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& word) { return word.starts_with(key + "="); });
}
std::string text(const Words& words, const std::string& key) {
  return expanded(word_value(words, key, ""));
}
unsigned number(const Words& words, const std::string& key, unsigned fallback) {
  return has(words, key) ? static_cast<unsigned>(std::stoul(text(words, key), nullptr, 0)) : fallback;
}
template <class Value>
void set_number(const Words& words, const std::string& key, std::optional<Value>& target) {
  if (has(words, key)) target = static_cast<Value>(number(words, key, 0));
}
void set_text(const Words& words, const std::string& key, std::optional<std::string>& target) {
  if (has(words, key)) target = text(words, key);
}
test::UserProperties user_properties(const Words& words, const std::string& key) {
  test::UserProperties properties;
  for (const std::string& word : words) {
    if (!word.starts_with(key + "=")) continue;
    const std::string pair = word.substr(key.size() + 1);
    const std::size_t colon = pair.find(':');
    properties.emplace_back(pair.substr(0, colon), expanded(pair.substr(colon + 1)));
  }
  return properties;
}

test::Bytes connect(const Words& words, Version& version) {
  version = words.at(1) == "v3" ? Version::v311 : Version::v5;
  test::ConnectOptions options;
  options.version = version;
  options.client_identifier = text(words, "id");
  options.clean_start = number(words, "clean", 1) != 0;
  options.keep_alive_seconds = number(words, "keep_alive", 60);
  set_text(words, "user", options.user_name);
  set_number(words, "expiry", options.session_expiry_interval_seconds);
  set_number(words, "receive_maximum", options.receive_maximum);
  set_number(words, "packet_size", options.maximum_packet_size_bytes);
  if (has(words, "problem")) options.request_problem_information = number(words, "problem", 1) != 0;
  set_text(words, "method", options.authentication_method);
  set_text(words, "data", options.authentication_data);
  options.user_properties = user_properties(words, "property");
  if (has(words, "will")) {
    test::WillOptions will;
    will.topic = text(words, "will");
    will.payload = text(words, "will_payload");
    will.qos = number(words, "will_qos", 0);
    will.retain = number(words, "will_retain", 0) != 0;
    set_number(words, "will_delay", will.delay_interval_seconds);
    set_number(words, "will_expiry", will.message_expiry_interval_seconds);
    will.user_properties = user_properties(words, "will_property");
    options.will = will;
  }
  test::Bytes bytes = connect_packet(options);
  if (has(words, "level"))
    bytes.at(bytes.size() > 129 ? 9 : 8) = static_cast<std::uint8_t>(number(words, "level", 4));
  return bytes;
}

test::Bytes publish(const Words& words, Version& version) {
  test::PublishOptions options;
  options.version = version;
  options.topic = text(words, "topic");
  options.payload = text(words, "payload");
  options.qos = number(words, "qos", 0);
  options.retain = number(words, "retain", 0) != 0;
  options.duplicate = number(words, "dup", 0) != 0;
  options.packet_identifier = number(words, "pid", options.qos == 0 ? 0 : 1);
  set_number(words, "format", options.payload_format_indicator);
  set_number(words, "expiry", options.message_expiry_interval_seconds);
  set_number(words, "alias", options.topic_alias);
  set_text(words, "response_topic", options.response_topic);
  set_text(words, "correlation", options.correlation_data);
  set_text(words, "content_type", options.content_type);
  options.user_properties = user_properties(words, "property");
  return publish_packet(options);
}

/// `filter=a/b:1`; after the QoS `n` asks for No Local. `rh=` and `rap=1` hold for all filters.
test::Bytes subscribe(const Words& words, Version& version) {
  test::SubscribeOptions options;
  options.version = version;
  options.packet_identifier = number(words, "pid", 1);
  set_number(words, "identifier", options.subscription_identifier);
  options.user_properties = user_properties(words, "property");
  for (const std::string& word : words) {
    if (!word.starts_with("filter=")) continue;
    const std::size_t colon = word.rfind(':');
    test::FilterOptions filter;
    filter.filter = expanded(word.substr(7, colon - 7));
    if (colon != std::string::npos) {
      filter.qos = static_cast<unsigned>(word.at(colon + 1) - '0');
      filter.no_local = word.ends_with("n");
    }
    filter.retain_handling = number(words, "rh", 0);
    filter.retain_as_published = number(words, "rap", 0) != 0;
    options.filters.push_back(filter);
  }
  return subscribe_packet(options);
}

test::Bytes unsubscribe(const Words& words, Version& version) {
  test::UnsubscribeOptions options;
  options.version = version;
  options.packet_identifier = number(words, "pid", 1);
  options.user_properties = user_properties(words, "property");
  for (const std::string& word : words) {
    if (word.starts_with("filter=")) options.filters.push_back(expanded(word.substr(7)));
  }
  return unsubscribe_packet(options);
}

test::Bytes puback(const Words& words, Version& version) {
  test::PubackOptions options;
  options.version = version;
  options.packet_identifier = number(words, "pid", 1);
  options.reason = static_cast<ReasonCode>(number(words, "code", 0));
  options.user_properties = user_properties(words, "property");
  return puback_packet(options);
}

test::Bytes disconnect(const Words& words, Version& version) {
  test::DisconnectOptions options;
  options.version = version;
  options.reason = static_cast<ReasonCode>(number(words, "code", 0));
  set_number(words, "expiry", options.session_expiry_interval_seconds);
  options.user_properties = user_properties(words, "property");
  return disconnect_packet(options);
}

/// `raw v3 00 ...`: the answer is read as 3.1.1.
test::Bytes raw(const Words& words, Version& version) {
  test::Bytes bytes;
  const bool is_v3 = words.at(1) == "v3";
  if (is_v3) version = Version::v311;
  for (std::size_t index = is_v3 ? 2 : 1; index < words.size(); ++index) {
    bytes.push_back(static_cast<std::uint8_t>(std::stoul(words[index], nullptr, 16)));
  }
  return bytes;
}

const std::map<std::string, std::function<test::Bytes(const Words&, Version&)>> packet_makers = {
    {"connect", connect},
    {"publish", publish},
    {"subscribe", subscribe},
    {"unsubscribe", unsubscribe},
    {"puback", puback},
    {"disconnect", disconnect},
    {"ping", [](const Words&, Version&) { return test::pingreq_packet(); }},
    {"auth", [](const Words&, Version&) { return test::auth_packet({}); }},
    {"raw", raw},
};

}  // namespace

std::string word_value(const Words& words, const std::string& key, const std::string& fallback) {
  for (const std::string& word : words) {
    if (word.starts_with(key + "=")) return word.substr(key.size() + 1);
  }
  return fallback;
}

test::Bytes packet_of(const Words& words, Version& version) {
  const auto found = packet_makers.find(words.at(0));
  if (found == packet_makers.end()) throw std::runtime_error("no such packet: " + words.at(0));
  return found->second(words, version);
}

}  // namespace eg::dialogues
