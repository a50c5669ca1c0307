// The tree against the plain matcher while it grows and shrinks at random, and what it keeps.
#include "server/broker/filter_tree.hpp"

#include <map>
#include <random>
#include <set>

#include "protocol/mqtt/topic.hpp"
#include "server/broker/session.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

/// Filters at which a message of the topic arrives, each by the number that its node's subscriber has.
std::multiset<std::uint32_t> matching(const FilterTree& tree, std::string_view topic) {
  std::multiset<std::uint32_t> found;
  tree.for_each_match(topic, [&](const FilterTree::Node& node) {
    for (const FilterTree::Subscriber& subscriber : node.subscribers)
      found.insert(subscriber.options.identifier);
  });
  return found;
}

std::string random_filter(std::mt19937& random) {
  static constexpr std::array<std::string_view, 6> levels{"a", "b",  "",
                                                          "+", "$x", "long enough not to be kept in place"};
  std::string filter;
  const std::size_t count = 1 + random() % 4;
  for (std::size_t index = 0; index < count; ++index) {
    if (index > 0) filter += '/';
    filter += levels[random() % levels.size()];
  }
  if (random() % 3 == 0) filter += "/#";
  return filter;
}

std::string random_topic(std::mt19937& random) {
  std::string topic;
  do topic = random_filter(random);
  while (!mqtt::valid_topic_name(topic));
  return topic;
}

}  // namespace

TEST_CASE("filter tree: agrees with matches() while filters come and go") {
  FilterTree tree;
  Session session;
  std::mt19937 random(1);
  std::map<std::string, std::uint32_t> filters;
  for (std::uint32_t step = 0; step < 4000; ++step) {
    const std::string filter = random_filter(random);
    if (!mqtt::valid_topic_filter(filter)) continue;
    if (filters.contains(filter)) {
      FilterTree::Node* const node = tree.find(filter);
      REQUIRE(node != nullptr);
      node->subscribers.clear();
      tree.prune(*node);
      filters.erase(filter);
    } else {
      SubscriptionOptions options;
      options.identifier = step;
      tree.node_at(filter).subscribers.push_back({&session, options, {}});
      filters[filter] = step;
    }
    const std::string topic = random_topic(random);
    std::multiset<std::uint32_t> expected;
    for (const auto& [one, identifier] : filters) {
      if (mqtt::matches(one, topic)) expected.insert(identifier);
    }
    INFO(topic << " after " << step << " steps");
    REQUIRE(matching(tree, topic) == expected);
  }
  REQUIRE(filters.size() > 20);
  for (const auto& [filter, identifier] : filters) {
    FilterTree::Node* const node = tree.find(filter);
    node->subscribers.clear();
    tree.prune(*node);
  }
  CHECK(tree.empty());
}

TEST_CASE("filter tree: pruning takes out what nothing needs, and no more") {
  FilterTree tree;
  Session session;
  tree.node_at("a").subscribers.push_back({&session, {}, {}});
  FilterTree::Node& deep = tree.node_at("a/b/+/#");
  tree.prune(*tree.find("a/b"));
  CHECK(tree.find("a/b/+/#") == &deep);
  tree.prune(deep);
  CHECK(tree.find("a/b") == nullptr);
  CHECK(tree.find("a") != nullptr);
  tree.find("a")->subscribers.clear();
  tree.prune(*tree.find("a"));
  CHECK(tree.empty());
}

TEST_CASE("filter tree: a filter of as many levels as a packet has room for") {
  FilterTree tree;
  std::string filter = "+";
  while (filter.size() < 65'000) filter += "/+";
  FilterTree::Node& node = tree.node_at(filter);
  CHECK(tree.find(filter) == &node);
  tree.prune(node);
  CHECK(tree.empty());
}

}  // namespace eg::broker
