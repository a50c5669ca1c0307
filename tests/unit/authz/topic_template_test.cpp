#include "authz/topic_template.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "tests/support/catch.hpp"

using namespace eg::authz;

namespace {

std::vector<std::string> expansions(const std::string& text, const std::string& name,
                                    const Attributes& attributes) {
  std::vector<std::string> texts;
  for (const auto& expanded : TopicTemplate::parse(text)->expand(name, attributes))
    texts.push_back(expanded.text);
  return texts;
}

ExpandedTemplate expanded(const std::string& text) {
  return TopicTemplate::parse(text)->expand({}, {}).at(0);
}

const Attributes attributes{{"area", std::string("north")},
                            {"level", std::int64_t{-7}},
                            {"flag", true},
                            {"areas", std::vector<std::string>{"a1", "a/2", "", "a3"}},
                            {"units", std::vector<std::string>{"u1", "u2"}},
                            {"none", std::vector<std::string>{}},
                            {"empty", std::string()},
                            {"bad", std::string("#")}};

}  // namespace

TEST_CASE("expansion for a client") {
  // broker-behaviour 6.4
  struct Row {
    const char* text;
    std::vector<std::string> expansions;
  };
  const Row rows[] = {
      {"a/+/#", {"a/+/#"}},
      {"m/${client.authenticationName}/t", {"m/Truck1/t"}},
      {"m/${client.authenticationName|.f1}/t", {"m/Truck1.f1/t"}},
      {"x-${client.attributes.area}-${client.attributes.level}", {"x-north--7"}},
      {"a/${client.attributes.flag}", {"a/true"}},
      {"a/${client.attributes.areas}/x", {"a/a1/x", "a/a3/x"}},
      {"${client.attributes.areas}/${client.attributes.units}", {"a1/u1", "a1/u2", "a3/u1", "a3/u2"}},
      {"${client.attributes.units}/${client.attributes.units}", {"u1/u1", "u2/u2"}},
      {"a/${client.attributes.missing}", {}},
      {"a/${client.attributes.Area}", {}},
      {"a/${client.attributes.none}", {}},
      {"a/${client.attributes.empty}/b", {}},
      {"a/${client.attributes.bad}", {}},
      {"a/${client.attributes.area}/${client.attributes.bad}", {}},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(expansions(row.text, "Truck1", attributes) == row.expansions);
    const bool is_unusable = !TopicTemplate::parse(row.text)->why_unusable("Truck1", attributes).empty();
    CHECK(is_unusable == row.expansions.empty());
  }
}

TEST_CASE("a name or attribute never becomes a wildcard, a level or a variable") {
  // Given hostile values in a template that uses the name alone and as part of a level
  const auto whole = TopicTemplate::parse("m/${client.authenticationName}");
  const auto part = TopicTemplate::parse("m/x${client.authenticationName}");
  // Then values with wildcards, '/' and U+0000 grant nothing
  for (const std::string& name : {std::string("+"), std::string("#"), std::string("a/b"), std::string("/"),
                                  std::string(), std::string("a+"), std::string("a\0b", 3)}) {
    INFO(name);
    CHECK(whole->expand(name, {}).empty());
    CHECK(part->expand(name, {}).empty());
  }
  // And the text of a variable is only text
  const Attributes secret{{"k", std::string("secret")}};
  const auto literal = whole->expand("${client.attributes.k}", secret);
  REQUIRE(literal.size() == 1);
  CHECK(literal[0].matches_topic("m/${client.attributes.k}"));
  CHECK_FALSE(literal[0].matches_topic("m/secret"));
}

TEST_CASE("array attributes that multiply beyond the limit expand to nothing") {
  // Given 32 elements twice, and 33 times 32
  Attributes both{{"a", std::vector<std::string>(32, "x")}, {"b", std::vector<std::string>(32, "y")}};
  const auto parsed = TopicTemplate::parse("${client.attributes.a}/${client.attributes.b}");
  CHECK(parsed->expand("n", both).size() == expansions_max);
  CHECK(parsed->why_unusable("n", both).empty());
  both["a"] = std::vector<std::string>(33, "x");
  CHECK(parsed->expand("n", both).empty());
  CHECK(parsed->why_unusable("n", both).find("1024") != std::string::npos);
}

TEST_CASE("why a template is unusable names the value") {
  const auto why = [](const char* text, const char* name) {
    return TopicTemplate::parse(text)->why_unusable(name, attributes);
  };
  CHECK(why("${client.attributes.x}", "n").find("no attribute 'x'") != std::string::npos);
  CHECK(why("${client.attributes.bad}", "n").find("attribute 'bad'") != std::string::npos);
  CHECK(why("${client.authenticationName}", "a/b").find("authentication name") != std::string::npos);
}

TEST_CASE("the variable that has no usable value, and what the template would cover with one") {
  const struct {
    const char* text;
    std::optional<std::string> variable;
    const char *topic, *other;  ///< covered by the shape, and not
  } rows[] = {
      {"a/${client.attributes.area}/b", std::nullopt, "a/north/b", "a/north/c"},
      {"a/${client.attributes.unit}/b", "unit", "a/x/b", "a/b"},
      {"a/pre-${client.attributes.empty|.x}/+", "empty", "a/any/any", "a/any/any/more"},
      {"${client.authenticationName}/#", "", "any/thing", "$SYS/thing"},
      {"a/${client.attributes.area}/${client.attributes.bad}", "bad", "a/b/c", "b/b/c"},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const auto parsed = TopicTemplate::parse(row.text);
    CHECK(parsed->unusable_variable("a/b", attributes) == row.variable);
    const ExpandedTemplate shape = parsed->shape();
    CHECK(shape.text == row.text);
    CHECK(shape.matches_topic(row.topic));
    CHECK_FALSE(shape.matches_topic(row.other));
  }
}

TEST_CASE("topics that an expanded template matches") {
  struct Row {
    const char *text, *topic;
    bool matches;
  };
  const Row rows[] = {
      {"a/b", "a/b", true},   {"a/b", "a", false},    {"a/b", "a/b/c", false}, {"a/b", "A/b", false},
      {"a/+", "a/", true},    {"a/+", "a", false},    {"a/+", "a/b/c", false}, {"a/#", "a", true},
      {"a/#", "a/b/c", true}, {"a/#", "ab", false},   {"#", "a/b", true},      {"#", "$a", false},
      {"+/x", "$a/x", false}, {"+/+/#", "a/b", true}, {"+/+/#", "a", false},   {"a//b", "a//b", true},
      {"a//b", "a/b", false}, {"/a", "/a", true},     {"/a", "a", false},      {"a/$b", "a/$b", true}};
  for (const Row& row : rows) {
    INFO(row.text << " " << row.topic);
    CHECK(expanded(row.text).matches_topic(row.topic) == row.matches);
  }
}

TEST_CASE("filters that an expanded template covers") {
  // broker-behaviour 6.5
  struct Row {
    const char *text, *filter;
    bool covers;
  };
  const Row rows[] = {{"a/#", "a", true},        {"a/#", "a/+", true},    {"a/#", "a/b/#", true},
                      {"a/#", "a/#", true},      {"a/#", "+/b", false},   {"a/+", "a/+", true},
                      {"a/+", "a/#", false},     {"a/+", "a", false},     {"a/+", "+/b", false},
                      {"a/+/#", "a/+", true},    {"a/+/#", "a/#", false}, {"a/+/c", "a/b/c", true},
                      {"a/+/c", "a/+/+", false}, {"a/b", "a/+", false},   {"#", "#", true},
                      {"#", "$SYS/#", false},    {"+/b", "$SYS/b", false}};
  for (const Row& row : rows) {
    INFO(row.text << " " << row.filter);
    CHECK(expanded(row.text).covers_filter(row.filter) == row.covers);
  }
}

namespace {

using Words = std::vector<std::string>;

std::string joined(const Words& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) text += (i == 0 ? "" : "/") + words[i];
  return text;
}

/// Matching of MQTT 5, 4.7, written for the test alone.
bool naive_match(const Words& filter, std::size_t i, const Words& topic, std::size_t j) {
  if (i == filter.size()) return j == topic.size();
  if (filter[i] == "#") return true;
  if (j == topic.size()) return false;
  return (filter[i] == "+" || filter[i] == topic[j]) && naive_match(filter, i + 1, topic, j + 1);
}

/// All sequences of one to `levels_max` words; `last` may only come last.
std::vector<Words> sequences(const Words& words, const Words& last, std::size_t levels_max) {
  std::vector<Words> result;
  std::vector<Words> open{{}};
  for (std::size_t level = 0; level < levels_max; ++level) {
    std::vector<Words> longer;
    for (const Words& begin : open) {
      for (const std::string& word : words) {
        longer.push_back(begin);
        longer.back().push_back(word);
      }
      for (const std::string& word : last) {
        result.push_back(begin);
        result.back().push_back(word);
      }
    }
    result.insert(result.end(), longer.begin(), longer.end());
    open = std::move(longer);
  }
  return result;
}

}  // namespace

TEST_CASE("covers_filter is set inclusion for all filters of up to three levels") {
  // Given every filter over two words and both wildcards, and every topic over these words and a third, one
  // level longer
  const auto filters = sequences({"a", "b", "+"}, {"#"}, 3);
  const auto topics = sequences({"a", "b", "c"}, {}, 4);
  REQUIRE(filters.size() == 52);
  REQUIRE(topics.size() == 120);
  for (const Words& pattern : filters) {
    const ExpandedTemplate allowed = expanded(joined(pattern));
    for (const Words& topic : topics) {
      if (allowed.matches_topic(joined(topic)) != naive_match(pattern, 0, topic, 0)) {
        FAIL_CHECK(joined(pattern) << " against topic " << joined(topic));
      }
    }
    for (const Words& filter : filters) {
      // Then it covers a filter exactly when each topic of the filter is a topic of the template
      const bool included = std::all_of(topics.begin(), topics.end(), [&](const Words& topic) {
        return !naive_match(filter, 0, topic, 0) || naive_match(pattern, 0, topic, 0);
      });
      // `#` and `+/#` denote the same topics; either answer is fine (broker-behaviour 6.5), refusing is ours
      const bool same_set = joined(pattern) == "+/#" && joined(filter) == "#";
      if (allowed.covers_filter(joined(filter)) != (included && !same_set)) {
        FAIL_CHECK(joined(pattern) << " against filter " << joined(filter));
      }
    }
  }
}
