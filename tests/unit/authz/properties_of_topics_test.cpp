// `covers` against what it means: every topic of the filter is a topic of the pattern.
#include <bitset>

#include "authz/topic_template.hpp"
#include "protocol/mqtt/topic.hpp"
#include "tests/support/authz_naive_topics.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz_test;

namespace {

constexpr std::size_t topics_max = 1024;
const std::vector<std::string> literals = {"a", "b", "", "$s"};

/// All of one to `levels_max` levels over the given ones, `last` only at the end.
std::vector<std::string> all_texts(const std::vector<std::string>& levels, const std::string& last,
                                   std::size_t levels_max) {
  std::vector<std::string> complete;
  std::vector<std::string> beginnings = {""};
  for (std::size_t count = 1; count <= levels_max; ++count) {
    std::vector<std::string> longer;
    for (const std::string& beginning : beginnings) {
      const std::string start = count == 1 ? "" : beginning + "/";
      for (const std::string& level : levels) longer.push_back(start + level);
      if (!last.empty()) complete.push_back(start + last);
    }
    complete.insert(complete.end(), longer.begin(), longer.end());
    beginnings = longer;
  }
  return complete;
}

}  // namespace

TEST_CASE("covers is set inclusion on all filters of up to three levels") {
  // A topic that no filter names, and one level more than filters have, stand for all others. The empty
  // topic, which nobody can publish, is one here: covers looks at levels, and `/#` has it as its parent.
  const std::vector<std::string> topics = all_texts({"a", "b", "", "$s", "other"}, "", 4);
  REQUIRE(topics.size() <= topics_max);
  std::vector<std::string> levels = literals;
  levels.emplace_back("+");
  std::vector<std::string> filters = all_texts(levels, "#", 3);
  std::erase(filters, "");
  REQUIRE(filters.size() > 150);
  std::vector<std::bitset<topics_max>> matched(filters.size());
  for (std::size_t f = 0; f < filters.size(); ++f) {
    for (std::size_t t = 0; t < topics.size(); ++t) {
      const bool is_match = naive_matches(naive_pattern(filters[f]), split_levels(topics[t]));
      if (eg::mqtt::matches(filters[f], topics[t]) != is_match) FAIL(filters[f] << " matches " << topics[t]);
      matched[f][t] = is_match;
    }
  }
  for (std::size_t p = 0; p < filters.size(); ++p) {
    const auto parsed = eg::authz::TopicTemplate::parse(filters[p]);
    for (std::size_t f = 0; f < filters.size(); ++f) {
      const bool is_included = (matched[f] & ~matched[p]).none();
      const std::string pair = "does '" + filters[p] + "' cover '" + filters[f] + "'?";
      if (filters[p] == "+/#" && filters[f] == "#") continue;  // the same set; either answer is fine (6.5)
      if (eg::mqtt::covers(filters[p], filters[f]) != is_included) FAIL("mqtt::covers: " << pair);
      if (parsed.has_error()) continue;  // begins with `$`
      if (parsed->expand({}, {})[0].covers_filter(filters[f]) != is_included) FAIL("covers_filter: " << pair);
    }
  }
}
