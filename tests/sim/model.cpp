// Lists and loops: slow, and plain enough to be believed.
#include "tests/sim/model.hpp"

#include <algorithm>
#include <optional>

#include "protocol/mqtt/topic.hpp"

namespace eg::sim {
namespace {

constexpr std::size_t queue_messages_max = 100;  // broker-behaviour 4.5

}  // namespace

bool Model::connect(const std::string& id, const std::string& owner, bool clean_start,
                    std::uint32_t expiry_seconds) {
  const auto found = sessions.find(id);
  const bool is_kept = found != sessions.end() && !clean_start &&
                       (!found->second.is_online || found->second.expiry_seconds > 0);
  if (!is_kept) sessions[id] = ModelSession();
  ModelSession& session = sessions[id];
  session.owner = owner;
  session.is_online = true;
  session.expiry_seconds = expiry_seconds;
  Received& received = expected[id];
  received.assign(session.waiting.begin(), session.waiting.end());
  session.waiting.clear();
  return is_kept;
}

void Model::disconnect(const std::string& id) {
  ModelSession& session = sessions.at(id);
  session.is_online = false;
  session.offline_since_seconds = now_seconds;
  expected.erase(id);
  if (session.expiry_seconds == 0) sessions.erase(id);
}

void Model::pass_time(std::int64_t seconds) {
  now_seconds += seconds;
  std::erase_if(sessions, [&](const auto& entry) {
    const ModelSession& session = entry.second;
    return !session.is_online && session.offline_since_seconds + session.expiry_seconds <= now_seconds;
  });
}

bool Model::is_topic_allowed(const std::string& topic) const {
  return allowed_levels.contains(topic.substr(0, topic.find('/')));
}

void Model::publish(const std::string& id, const std::string& topic, const std::string& payload,
                    unsigned qos) {
  std::vector<std::string> overflowed;
  for (auto& [other, session] : sessions) {
    std::optional<unsigned> granted;
    for (const auto& [filter, subscription] : session.subscriptions) {
      if (!mqtt::matches(filter, topic) || (subscription.no_local && other == id)) continue;
      granted = std::max(granted.value_or(0), subscription.qos);
    }
    if (!granted) continue;
    const unsigned delivered_qos = std::min(qos, *granted);
    const std::string line = topic + " " + payload + " " + std::to_string(delivered_qos);
    if (session.is_online) {
      expected[other].push_back(line);
    } else if (delivered_qos == 1) {
      session.waiting.push_back(line);
      if (session.waiting.size() > queue_messages_max) overflowed.push_back(other);
    }
  }
  for (const std::string& other : overflowed) sessions.erase(other);
}

std::vector<std::string> Model::forbid(const std::string& level) {
  allowed_levels.erase(level);
  std::vector<std::string> ended;
  for (const auto& [id, session] : sessions) {
    const bool is_hit = std::any_of(session.subscriptions.begin(), session.subscriptions.end(),
                                    [&](const auto& entry) { return !is_topic_allowed(entry.first); });
    if (is_hit) ended.push_back(id);
  }
  for (const std::string& id : ended) {
    sessions.erase(id);
    expected.erase(id);
  }
  return ended;
}

}  // namespace eg::sim
