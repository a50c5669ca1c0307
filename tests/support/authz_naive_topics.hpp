// Topics, filters and templates as naively as broker-behaviour 6.3 to 6.5 can be read: a second opinion for
// random cases. Shares nothing with authz but the model's values.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authz/model.hpp"

namespace eg::authz_test {

inline std::vector<std::string> split_levels(const std::string& text) {
  std::vector<std::string> levels(1);
  for (const char letter : text) {
    if (letter == '/') {
      levels.emplace_back();
    } else {
      levels.back() += letter;
    }
  }
  return levels;
}

struct NaiveLevel {
  bool is_wildcard = false;
  std::string text;  ///< `+` or `#` of a wildcard
};
using NaivePattern = std::vector<NaiveLevel>;

/// Every level `+` and `#` is a wildcard.
inline NaivePattern naive_pattern(const std::string& filter) {
  NaivePattern pattern;
  for (const std::string& level : split_levels(filter))
    pattern.push_back({level == "+" || level == "#", level});
  return pattern;
}

inline bool naive_matches(const NaivePattern& pattern, const std::vector<std::string>& topic,
                          std::size_t at = 0) {
  if (at == 0 && pattern[0].is_wildcard && topic[0].starts_with('$')) return false;
  if (at < pattern.size() && pattern[at].is_wildcard && pattern[at].text == "#") return true;
  if (at == pattern.size() || at == topic.size()) return at == pattern.size() && at == topic.size();
  return (pattern[at].is_wildcard || pattern[at].text == topic[at]) && naive_matches(pattern, topic, at + 1);
}

/// 6.5 `covers`; the filter does not begin with `$`.
inline bool naive_covers(const NaivePattern& pattern, const std::vector<std::string>& filter,
                         std::size_t at = 0) {
  if (at < pattern.size() && pattern[at].is_wildcard && pattern[at].text == "#") return true;
  if (at == pattern.size() || at == filter.size()) return at == pattern.size() && at == filter.size();
  if (filter[at] == "#") return false;
  if (pattern[at].is_wildcard) return naive_covers(pattern, filter, at + 1);
  return filter[at] != "+" && pattern[at].text == filter[at] && naive_covers(pattern, filter, at + 1);
}

/// The values that may stand for `client.authenticationName` or `client.attributes.KEY`.
inline std::vector<std::string> naive_values(const std::string& variable, const authz::Client& client) {
  std::vector<std::string> values;
  if (variable == "client.authenticationName") {
    values.push_back(client.authentication_name);
  } else {
    const auto found = client.attributes.find(variable.substr(std::string("client.attributes.").size()));
    if (found == client.attributes.end()) return {};
    const authz::AttributeValue& value = found->second;
    if (value.index() == 0) values.push_back(std::to_string(std::get<0>(value)));
    if (value.index() == 1) values.emplace_back(std::get<1>(value) ? "true" : "false");
    if (value.index() == 2) values.push_back(std::get<2>(value));
    if (value.index() == 3) values = std::get<3>(value);
  }
  std::vector<std::string> usable;
  for (const std::string& value : values) {
    bool is_usable = !value.empty();
    for (const char letter : value) {
      if (letter == '/' || letter == '+' || letter == '#' || letter == '\0') is_usable = false;
    }
    if (is_usable) usable.push_back(value);
  }
  return usable;
}

using NaiveChoice = std::map<std::string, std::string>;  ///< variable -> value

/// One level with each `${VARIABLE}` and `${VARIABLE|SUFFIX}` replaced by the chosen value.
inline std::string naive_level(std::string level, const NaiveChoice& chosen) {
  std::string result;
  while (!level.empty()) {
    if (!level.starts_with("${")) {
      result += level[0];
      level.erase(0, 1);
      continue;
    }
    const std::string inside = level.substr(2, level.find('}') - 2);
    const std::size_t bar = inside.find('|');
    result += chosen.at(inside.substr(0, bar));
    if (bar != std::string::npos) result += inside.substr(bar + 1);
    level.erase(0, inside.size() + 3);
  }
  return result;
}

/// What a valid template grants a client: one pattern for each choice of values, none if a variable has none.
inline std::vector<NaivePattern> naive_expansions(const std::string& topic_template,
                                                  const authz::Client& client) {
  std::vector<NaiveChoice> choices(1);
  for (std::size_t at = topic_template.find("${"); at != std::string::npos;
       at = topic_template.find("${", at + 1)) {
    const std::string inside = topic_template.substr(at + 2, topic_template.find('}', at) - at - 2);
    const std::string variable = inside.substr(0, inside.find('|'));
    if (!choices.empty() && choices[0].contains(variable)) continue;
    std::vector<NaiveChoice> more;
    for (const NaiveChoice& choice : choices) {
      for (const std::string& value : naive_values(variable, client)) {
        more.push_back(choice);
        more.back()[variable] = value;
      }
    }
    choices = more;
  }
  std::vector<NaivePattern> patterns;
  for (const NaiveChoice& choice : choices) {
    NaivePattern& pattern = patterns.emplace_back();
    for (const std::string& level : split_levels(topic_template)) {
      const bool is_wildcard = level == "+" || level == "#";
      pattern.push_back({is_wildcard, is_wildcard ? level : naive_level(level, choice)});
    }
  }
  return patterns;
}

/// Is the text behind `${`, up to its `}`, a variable with or without a suffix?
inline bool naive_variable_is_valid(const std::string& inside) {
  const std::size_t bar = inside.find('|');
  if (bar != std::string::npos) {
    const std::string suffix = inside.substr(bar + 1);
    if (suffix.empty() || suffix.find_first_of(std::string_view("/+#{}|\0", 7)) != std::string::npos)
      return false;
  }
  const std::string name = inside.substr(0, bar);
  if (name == "client.authenticationName") return true;
  const std::string prefix = "client.attributes.";
  if (!name.starts_with(prefix) || name.size() == prefix.size()) return false;
  const std::string key = name.substr(prefix.size());
  return key.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == key.npos;
}

/// 6.3 of an ASCII text: takes out the variables, then looks at what is left.
inline bool naive_template_is_valid(const std::string& text) {
  if (text.empty() || text.size() > 256) return false;
  std::string rest;
  for (std::size_t at = 0; at < text.size();) {
    if (text.compare(at, 2, "${") != 0) {
      rest += text[at++];
      continue;
    }
    const std::size_t end = text.find('}', at);
    if (end == std::string::npos || !naive_variable_is_valid(text.substr(at + 2, end - at - 2))) return false;
    rest += 'v';
    at = end + 1;
  }
  const std::vector<std::string> levels = split_levels(rest);
  if (levels.size() > 15 || rest[0] == '$') return false;
  for (std::size_t index = 0; index < levels.size(); ++index) {
    if (levels[index] == "+" || (levels[index] == "#" && index + 1 == levels.size())) continue;
    if (levels[index].find_first_of(std::string_view("+#\0", 3)) != std::string::npos) return false;
  }
  return true;
}

}  // namespace eg::authz_test
