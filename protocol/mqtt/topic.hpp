// Topic names and topic filters: well-formedness, size, matching and set inclusion.
// The only MQTT header that authz may include; it knows no packets and no permissions.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace eg::mqtt {

/// Limits of the service for topics, filters and topic templates (broker-behaviour 10).
inline constexpr std::size_t topic_bytes_max = 256;
inline constexpr std::size_t topic_levels_max = 15;

/// Well-formed by MQTT alone: 1 to 65,535 bytes of valid UTF-8 without U+0000; names hold no wildcard, in
/// filters
/// `+` and `#` fill a whole level and `#` is the last one. MQTT 5, 4.7. The limits above are not checked
/// here.
bool valid_topic_name(std::string_view topic);
bool valid_topic_filter(std::string_view filter);

/// Number of levels; empty levels count. `a//b` has 3. MQTT 5, 4.7.3.
std::size_t topic_level_count(std::string_view text);

/// At most `topic_bytes_max` bytes and `topic_levels_max` levels.
bool within_topic_limits(std::string_view text);

/// Does a well-formed filter match a well-formed topic name? A leading wildcard never matches a `$` topic.
/// MQTT 5, 4.7.2; broker-behaviour 6.5.
bool matches(std::string_view filter, std::string_view topic);

/// Is every topic that `filter` matches also matched by `pattern`? broker-behaviour 6.5 `covers`, and as in
/// `matches` a leading wildcard holds no `$` topic.
bool covers(std::string_view pattern, std::string_view filter);

struct SharedFilter {
  std::string_view group;
  std::string_view filter;
};
/// True when the text starts with `$share/`.
bool is_shared_filter(std::string_view text);
/// Parts of `$share/GROUP/FILTER`; nullopt when it is not well formed. MQTT 5, 4.8.2.
std::optional<SharedFilter> split_shared_filter(std::string_view text);

/// Walks the levels of a topic or filter without allocating.
class TopicLevels {
 public:
  explicit TopicLevels(std::string_view text) : rest_(text) {}
  /// The next level, or nullopt when all were given.
  std::optional<std::string_view> next();

 private:
  std::string_view rest_;
  bool done_ = false;
};

}  // namespace eg::mqtt
