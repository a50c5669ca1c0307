// Found in the older generation it moves to the recent one: what is in use survives.
#include "server/broker/remembered_matches.hpp"

#include <utility>

namespace eg::broker {

const Matches* RememberedMatches::find(std::string_view topic) {
  if (const auto found = recent_.by_topic.find(topic); found != recent_.by_topic.end()) return &found->second;
  const auto found = older_.by_topic.find(topic);
  if (found == older_.by_topic.end()) return nullptr;
  Matches matches = std::move(found->second);
  older_.target_count -= matches.size();
  older_.topic_bytes -= topic.size();
  older_.by_topic.erase(found);
  return &keep(topic, std::move(matches));
}

const Matches& RememberedMatches::keep(std::string_view topic, Matches matches) {
  if (recent_.by_topic.size() >= generation_topics_max ||
      recent_.topic_bytes + topic.size() > generation_topic_bytes_max ||
      recent_.target_count + matches.size() > generation_targets_max) {
    older_ = std::exchange(recent_, {});
  }
  recent_.target_count += matches.size();
  recent_.topic_bytes += topic.size();
  return recent_.by_topic.emplace(std::string(topic), std::move(matches)).first->second;
}

void RememberedMatches::clear() {
  if (!recent_.by_topic.empty()) recent_ = {};
  if (!older_.by_topic.empty()) older_ = {};
}

}  // namespace eg::broker
