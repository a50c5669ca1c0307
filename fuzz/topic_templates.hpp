// What is done with one fuzz input: its first line is a topic template, its second a topic and a filter. The
// template must be taken or refused, expand, match and cover as a naive reader says. Shared by the libFuzzer
// target and the test that replays the corpus; aborts on a broken rule.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "authz/topic_template.hpp"
#include "fuzz/authz_clients.hpp"
#include "fuzz/require.hpp"
#include "protocol/mqtt/topic.hpp"
#include "protocol/mqtt/utf8.hpp"
#include "tests/support/authz_naive_topics.hpp"

namespace eg::fuzz {

inline void check_expansion(const authz::ExpandedTemplate& expanded, const authz_test::NaivePattern& expected,
                            const std::string& topic) {
  require(expanded.levels.size() == expected.size());
  for (std::size_t index = 0; index < expected.size(); ++index) {
    const authz::Level& level = expanded.levels[index];
    require((level.kind != authz::Level::Kind::literal) == expected[index].is_wildcard);
    if (!expected[index].is_wildcard) require(level.text == expected[index].text);
    if (level.kind == authz::Level::Kind::any_one) require(expected[index].text == "+");
    if (level.kind == authz::Level::Kind::any_rest) require(expected[index].text == "#");
  }
  const auto levels = authz_test::split_levels(topic);
  if (mqtt::valid_topic_name(topic)) {
    require(expanded.matches_topic(topic) == authz_test::naive_matches(expected, levels));
  }
  if (mqtt::valid_topic_filter(topic)) {
    const bool is_out_of_reach = topic[0] == '$' && expected[0].is_wildcard;
    require(expanded.covers_filter(topic) ==
            (!is_out_of_reach && authz_test::naive_covers(expected, levels)));
  }
}

inline void check_topic_templates(std::span<const std::uint8_t> input) {
  const std::string both(reinterpret_cast<const char*>(input.data()), input.size());
  const std::size_t line_break = both.find('\n');
  const std::string text = both.substr(0, line_break);
  const std::string topic = line_break == std::string::npos ? "x/1" : both.substr(line_break + 1);
  const auto parsed = authz::TopicTemplate::parse(text);
  require(parsed.has_value() == (mqtt::valid_utf8(text) && authz_test::naive_template_is_valid(text)));
  if (parsed.has_error()) {
    require(!parsed.error().message.empty());
    require(parsed.error().column >= 1 && parsed.error().column <= text.size() + 1);
    return;
  }
  require(parsed->text() == text);
  for (const authz::Client& client : authz_clients()) {
    const auto expanded = parsed->expand(client.authentication_name, client.attributes);
    const auto expected = authz_test::naive_expansions(text, client);
    require(expanded.size() == expected.size());
    require(expanded.empty() != parsed->why_unusable(client.authentication_name, client.attributes).empty());
    for (std::size_t index = 0; index < expected.size(); ++index) {
      check_expansion(expanded[index], expected[index], topic);
    }
  }
}

}  // namespace eg::fuzz
