#include "protocol/mqtt/topic.hpp"

#include <algorithm>

#include "protocol/mqtt/utf8.hpp"

namespace eg::mqtt {
namespace {

constexpr std::size_t string_bytes_max = 65535;
constexpr std::string_view shared_prefix = "$share/";

bool valid_length(std::string_view text) {
  return !text.empty() && text.size() <= string_bytes_max;
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("+#") != std::string_view::npos;
}

}  // namespace

std::optional<std::string_view> TopicLevels::next() {
  if (done_) return std::nullopt;
  const std::size_t slash = rest_.find('/');
  const std::string_view level = rest_.substr(0, slash);
  if (slash == std::string_view::npos) {
    done_ = true;
  } else {
    rest_.remove_prefix(slash + 1);
  }
  return level;
}

bool valid_topic_name(std::string_view topic) {
  return valid_length(topic) && !has_wildcard(topic) && valid_utf8(topic);
}

bool valid_topic_filter(std::string_view filter) {
  if (!valid_length(filter) || !valid_utf8(filter)) return false;
  TopicLevels levels(filter);
  for (auto level = levels.next(); level;) {
    const auto following = levels.next();
    if (has_wildcard(*level) && level->size() != 1) return false;
    if (*level == "#" && following) return false;
    level = following;
  }
  return true;
}

std::size_t topic_level_count(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '/')) + 1;
}

bool within_topic_limits(std::string_view text) {
  return text.size() <= topic_bytes_max && topic_level_count(text) <= topic_levels_max;
}

bool matches(std::string_view filter, std::string_view topic) {
  const bool leading_wildcard = filter.starts_with('+') || filter.starts_with('#');
  if (leading_wildcard && topic.starts_with('$')) return false;
  TopicLevels filter_levels(filter);
  TopicLevels topic_levels(topic);
  while (true) {
    const auto wanted = filter_levels.next();
    if (wanted == "#") return true;  // also when the topic is used up: the parent level
    const auto given = topic_levels.next();
    if (!wanted || !given) return !wanted && !given;
    if (*wanted != "+" && *wanted != *given) return false;
  }
}

bool covers(std::string_view pattern, std::string_view filter) {
  if (filter.starts_with('$') && (pattern.starts_with('+') || pattern.starts_with('#'))) return false;
  TopicLevels pattern_levels(pattern);
  TopicLevels filter_levels(filter);
  while (true) {
    const auto allowed = pattern_levels.next();
    if (allowed == "#") return true;
    const auto asked = filter_levels.next();
    if (!allowed || !asked) return !allowed && !asked;
    if (*asked == "#") return false;
    if (*allowed != "+" && *asked != *allowed) return false;
  }
}

bool is_shared_filter(std::string_view text) {
  return text.starts_with(shared_prefix);
}

std::optional<SharedFilter> split_shared_filter(std::string_view text) {
  if (!is_shared_filter(text)) return std::nullopt;
  text.remove_prefix(shared_prefix.size());
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const SharedFilter parts{text.substr(0, slash), text.substr(slash + 1)};
  if (parts.group.empty() || has_wildcard(parts.group) || !valid_utf8(parts.group)) return std::nullopt;
  if (!valid_topic_filter(parts.filter)) return std::nullopt;
  return parts;
}

}  // namespace eg::mqtt
