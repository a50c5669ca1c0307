#include "authz/nearest_miss.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

#include "authz/case_fold.hpp"
#include "authz/quote.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

bool fits(const ExpandedTemplate& allowed, Permission permission, std::string_view topic) {
  return permission == Permission::publisher ? allowed.matches_topic(topic) : allowed.covers_filter(topic);
}

bool fits_ignoring_case(const ExpandedTemplate& allowed, Permission permission, std::string_view topic) {
  ExpandedTemplate folded = allowed;
  for (Level& level : folded.levels) level.text = fold_case(level.text);
  return fits(folded, permission, fold_case(topic));
}

std::string described(const Grant& grant) {
  return quoted(grant.topic_template().text) + " of permission binding " +
         quoted(grant.permission_binding_name());
}

std::string_view spelling(const Level& level) {
  if (level.kind == Level::Kind::any_one) return "+";
  if (level.kind == Level::Kind::any_rest) return "#";
  return level.text;
}

/// Where a template and a topic part. At least one of the two texts is there.
struct Difference {
  std::size_t equal_levels = 0;
  std::optional<std::string_view> in_template;
  std::optional<std::string_view> in_topic;
};

Difference first_difference(const ExpandedTemplate& allowed, std::string_view topic) {
  Difference difference;
  mqtt::TopicLevels rest(topic);
  for (const Level& level : allowed.levels) {
    difference.in_topic = rest.next();
    const bool is_equal = difference.in_topic && *difference.in_topic != "#" &&
                          (level.kind == Level::Kind::any_one || level.text == *difference.in_topic);
    if (!is_equal) {
      difference.in_template = spelling(level);
      return difference;
    }
    ++difference.equal_levels;
  }
  difference.in_topic = rest.next();
  return difference;
}

std::string described(const Difference& difference, std::string_view subject) {
  const std::string level = std::to_string(difference.equal_levels + 1);
  if (!difference.in_topic) {
    return "it goes on with " + quoted(*difference.in_template) + " at level " + level + ", where the " +
           std::string(subject) + " has ended";
  }
  if (!difference.in_template) {
    return "it has ended before level " + level + ", where the " + std::string(subject) + " has " +
           quoted(*difference.in_topic);
  }
  return "at level " + level + " it has " + quoted(*difference.in_template) + " where the " +
         std::string(subject) + " has " + quoted(*difference.in_topic);
}

template <typename Condition>
const Grant* first_grant(const std::vector<Grant>& grants, Condition condition) {
  const auto found = std::find_if(grants.begin(), grants.end(), condition);
  return found == grants.end() ? nullptr : &*found;
}

}  // namespace

std::string describe_nearest_miss(const Principal& principal, Permission permission, std::string_view topic) {
  const bool publishes = permission == Permission::publisher;
  const auto& grants = publishes ? principal.publish_grants : principal.subscribe_grants;
  const auto& other_grants = publishes ? principal.subscribe_grants : principal.publish_grants;
  const auto allows = [&](const Grant& grant) { return fits(grant.topic_template(), permission, topic); };
  if (const Grant* other = first_grant(other_grants, allows)) {
    return std::string("only ") + (publishes ? "Subscriber" : "Publisher") + " is bound: template " +
           described(*other) + " would allow it";
  }
  const auto allows_ignoring_case = [&](const Grant& grant) {
    return fits_ignoring_case(grant.topic_template(), permission, topic);
  };
  if (const Grant* cased = first_grant(grants, allows_ignoring_case)) {
    return "template " + described(*cased) + " differs in letter case only";
  }
  const auto is_narrower = [&](const Grant& grant) {
    return mqtt::covers(topic, grant.topic_template().text);
  };
  if (const Grant* narrower = publishes ? nullptr : first_grant(grants, is_narrower)) {
    return "the filter is wider than template " + described(*narrower) + "; subscribe to " +
           quoted(narrower->topic_template().text) + " or to a part of it";
  }
  const auto equal_levels = [&](const Grant& grant) {
    return first_difference(grant.topic_template(), topic).equal_levels;
  };
  const auto closest = std::max_element(
      grants.begin(), grants.end(),
      [&](const Grant& left, const Grant& right) { return equal_levels(left) < equal_levels(right); });
  if (closest == grants.end()) return {};
  return "template " + described(*closest) + ": " +
         described(first_difference(closest->topic_template(), topic), publishes ? "topic" : "filter");
}

}  // namespace eg::authz
