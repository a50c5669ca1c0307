// What is done with one fuzz input: its lines are a pattern, a filter and a topic; well-formedness, matching
// and covering must agree with a naive implementation over lists of levels. Shared by the libFuzzer target
// and the test that replays the corpus; aborts on a broken rule.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/require.hpp"
#include "protocol/mqtt/topic.hpp"
#include "protocol/mqtt/utf8.hpp"

namespace eg::fuzz {

using Levels = std::vector<std::string>;

inline Levels split(std::string_view text, char separator) {
  Levels parts(1);
  for (const char letter : text) {
    if (letter == separator) {
      parts.emplace_back();
    } else {
      parts.back() += letter;
    }
  }
  return parts;
}

/// MQTT 5, 4.7.1 over levels; the text's encoding aside.
inline bool naive_filter_form(const Levels& levels) {
  for (std::size_t index = 0; index < levels.size(); ++index) {
    const std::string& level = levels[index];
    if (level == "+" || (level == "#" && index + 1 == levels.size())) continue;
    if (std::count(level.begin(), level.end(), '+') + std::count(level.begin(), level.end(), '#') > 0)
      return false;
  }
  return true;
}

inline bool naive_match(std::span<const std::string> filter, std::span<const std::string> topic) {
  if (filter.empty()) return topic.empty();
  if (filter[0] == "#") return true;
  if (topic.empty()) return false;
  return (filter[0] == "+" || filter[0] == topic[0]) && naive_match(filter.subspan(1), topic.subspan(1));
}

/// The topics that stand for all of a filter's: a level that occurs nowhere else for each `+`, and for `#`
/// any number of such levels up to one more than `pattern` has.
inline bool naive_covers(const Levels& pattern, Levels filter) {
  const std::string nowhere = "\x01nowhere";
  const bool is_open = filter.back() == "#";
  if (is_open) filter.pop_back();
  std::replace(filter.begin(), filter.end(), std::string("+"), nowhere);
  if (!is_open) return naive_match(pattern, filter);
  bool holds = filter.empty() || naive_match(pattern, filter);
  for (std::size_t count = 0; count <= pattern.size(); ++count) {
    filter.push_back(nowhere);
    holds = holds && naive_match(pattern, filter);
  }
  return holds;
}

inline void check_pair(std::string_view pattern, std::string_view filter, std::string_view topic) {
  const Levels pattern_levels = split(pattern, '/');
  const Levels filter_levels = split(filter, '/');
  const bool covers = mqtt::covers(pattern, filter);
  const bool is_out_of_reach = filter[0] == '$' && (pattern[0] == '+' || pattern[0] == '#');
  // `+/#` and `#` are the same set; broker-behaviour 6.5 allows either answer.
  if (pattern != "+/#" || filter != "#") {
    require(covers == (!is_out_of_reach && naive_covers(pattern_levels, filter_levels)));
  }
  require(mqtt::covers(filter, filter));
  if (!mqtt::valid_topic_name(topic)) return;
  const Levels topic_levels = split(topic, '/');
  const bool is_hidden = topic[0] == '$' && (filter_levels[0] == "+" || filter_levels[0] == "#");
  require(mqtt::matches(filter, topic) == (!is_hidden && naive_match(filter_levels, topic_levels)));
  if (covers && topic[0] != '$' && mqtt::matches(filter, topic)) require(mqtt::matches(pattern, topic));
}

inline void check_topics(std::span<const std::uint8_t> input) {
  Levels lines = split({reinterpret_cast<const char*>(input.data()), input.size()}, '\n');
  lines.resize(3);
  for (const std::string& line : lines) {
    const bool is_text = !line.empty() && line.size() <= 65'535 && mqtt::valid_utf8(line);
    const Levels levels = split(line, '/');
    require(mqtt::valid_topic_filter(line) == (is_text && naive_filter_form(levels)));
    require(mqtt::valid_topic_name(line) == (is_text && line.find_first_of("+#") == std::string::npos));
    require(mqtt::topic_level_count(line) == levels.size());
    require(mqtt::within_topic_limits(line) == (line.size() <= 256 && levels.size() <= 15));
    const auto shared = mqtt::split_shared_filter(line);
    require(!shared || "$share/" + std::string(shared->group) + "/" + std::string(shared->filter) == line);
  }
  if (!mqtt::valid_topic_filter(lines[0]) || !mqtt::valid_topic_filter(lines[1])) return;
  check_pair(lines[0], lines[1], lines[2]);
  check_pair(lines[1], lines[0], lines[2]);
}

}  // namespace eg::fuzz
