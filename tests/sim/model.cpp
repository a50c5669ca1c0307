// Lists and loops: slow, and plain enough to be believed.
#include "tests/sim/model.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "protocol/mqtt/topic.hpp"

namespace eg::sim {
namespace {

constexpr std::size_t queue_messages_max = 100;  // broker-behaviour 4.5
constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

std::string line_of(const Message& message, unsigned qos, bool is_retained) {
  return message.topic + " " + message.payload + " " + std::to_string(qos) + (is_retained ? " retained" : "");
}

}  // namespace

bool Model::connect(const std::string& id, const ModelSession& asked, bool clean_start) {
  if (const auto found = sessions.find(id); found != sessions.end() && found->second.is_online) {
    if (!clean_start && found->second.expiry_seconds > 0 && found->second.will &&
        found->second.will->delay_seconds > 0) {
      found->second.will.reset();  // it is back before the delay is over
    }
    disconnect(id, false);
  }
  if (clean_start && sessions.contains(id)) end(id);
  const bool is_kept = sessions.contains(id);
  ModelSession& session = sessions[id];
  if (!is_kept) session.age = next_age_++;
  session.owner = asked.owner;
  session.is_online = true;
  session.expiry_seconds = asked.expiry_seconds;
  session.will = asked.will;
  Received& received = expected[id];
  received.clear();
  for (const Waiting& waiting : session.waiting) {
    if (waiting.expires_at_seconds > now_seconds) received.push_back(waiting.line);
  }
  session.waiting.clear();
  return is_kept;
}

void Model::disconnect(const std::string& id, bool is_orderly) {
  ModelSession& session = sessions.at(id);
  session.is_online = false;
  session.offline_since_seconds = now_seconds;
  expected.erase(id);
  if (is_orderly) session.will.reset();
  if (session.expiry_seconds == 0) return end(id);
  if (session.will && session.will->delay_seconds == 0) {
    const Will will = *std::exchange(session.will, std::nullopt);
    publish_will(will);
  }
}

void Model::end(const std::string& id) {
  const std::optional<Will> will = sessions.at(id).will;
  sessions.erase(id);
  expected.erase(id);
  if (will) publish_will(*will);
}

void Model::publish_will(const Will& will) {
  has_wills = true;
  if (is_topic_allowed(will.message.topic)) publish("", will.message);
}

void Model::pass_time(std::int64_t seconds) {
  now_seconds += seconds;
  std::erase_if(retained, [&](const auto& entry) { return entry.second.expires_at_seconds <= now_seconds; });
  std::vector<std::string> ids;
  for (const auto& [id, session] : sessions) {
    if (!session.is_online) ids.push_back(id);
  }
  // Sessions first: a will that is due finds only those that are still there.
  std::map<std::pair<std::int64_t, std::uint64_t>, Will> wills;  // by due time and age
  for (const std::string& id : ids) {
    ModelSession& session = sessions.at(id);
    const std::int64_t offline_seconds = now_seconds - session.offline_since_seconds;
    const bool is_over = session.expiry_seconds <= offline_seconds;
    const std::uint32_t delay = session.will ? session.will->delay_seconds : 0;
    const std::int64_t due = session.offline_since_seconds + std::min(delay, session.expiry_seconds);
    if (session.will && (is_over || session.will->delay_seconds <= offline_seconds))
      wills[{due, session.age}] = *std::exchange(session.will, std::nullopt);
    if (is_over) end(id);
  }
  for (const auto& [due, will] : wills) publish_will(will);
}

void Model::stop(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    sessions.at(id).is_online = false;
    expected.erase(id);
  }
  for (const std::string& id : ids) {
    if (sessions.contains(id)) disconnect(id, false);
  }
}

bool Model::is_topic_allowed(const std::string& topic) const {
  const std::string level = topic.substr(0, topic.find('/'));
  return level == shared_level || level == "$share" || allowed_levels.contains(level);
}

void Model::queue(const std::string& id, Waiting message, std::vector<std::string>& overflowed) {
  std::deque<Waiting>& waiting = sessions.at(id).waiting;
  waiting.push_back(std::move(message));
  if (waiting.size() <= queue_messages_max) return;
  std::erase_if(waiting, [&](const Waiting& one) { return one.expires_at_seconds <= now_seconds; });
  if (waiting.size() > queue_messages_max) overflowed.push_back(id);
}

void Model::publish(const std::string& id, const Message& message) {
  const std::int64_t expires_at = message.expiry_seconds == 0 ? never : now_seconds + message.expiry_seconds;
  if (message.retain && message.payload.empty()) retained.erase(message.topic);
  if (message.retain && !message.payload.empty()) retained[message.topic] = {id, message, expires_at};
  std::vector<std::string> overflowed;
  for (auto& [other, session] : sessions) {
    std::optional<unsigned> granted;
    for (const auto& [filter, subscription] : session.subscriptions) {
      if (!mqtt::matches(filter, message.topic) || (subscription.no_local && other == id)) continue;
      granted = std::max(granted.value_or(0), subscription.qos);
    }
    if (!granted) continue;
    const unsigned delivered_qos = std::min(message.qos, *granted);
    const std::string line = line_of(message, delivered_qos, false);
    if (session.is_online) {
      expected[other].push_back(line);
    } else if (delivered_qos == 1) {
      queue(other, {line, expires_at}, overflowed);
    }
  }
  for (const std::string& other : overflowed) end(other);
}

void Model::subscribe(const std::string& id, const std::string& filter, const Subscription& subscription) {
  sessions.at(id).subscriptions[filter] = subscription;
  for (const auto& [topic, found] : retained) {
    if (mqtt::matches(filter, topic) && !(subscription.no_local && found.publisher == id))
      expected[id].push_back(line_of(found.message, std::min(found.message.qos, subscription.qos), true));
  }
}

Model::Groups Model::groups_of(const std::string& topic) const {
  std::map<std::string, bool> is_connected;  // by the whole shared filter
  for (const auto& [id, session] : sessions) {
    for (const auto& [filter, subscription] : session.subscriptions) {
      const auto shared = mqtt::split_shared_filter(filter);
      if (shared && mqtt::matches(shared->filter, topic)) is_connected[filter] |= session.is_online;
    }
  }
  Groups groups{is_connected.size(), 0};
  for (const auto& [filter, connected] : is_connected) groups.connected += connected ? 1 : 0;
  return groups;
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
    if (sessions.contains(id)) end(id);  // unless the will of one before it was too much
  }
  return ended;
}

}  // namespace eg::sim
