// Actions, each done to the broker and told to the model.
#include "tests/sim/schedule.hpp"

#include <algorithm>
#include <sstream>

namespace eg::sim {
namespace {

using mqtt::Version;

std::string word_after(const std::string& line, const std::string& key) {
  const std::size_t at = line.find(key);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + key.size();
  return line.substr(begin, line.find(' ', begin) - begin);
}

broker::Settings settings_of(std::uint32_t seed) {
  broker::Settings settings;
  settings.identifier_salt = seed;
  return settings;
}

}  // namespace

Schedule::Schedule(std::uint32_t seed) : random_(seed), world_(settings_of(seed)) {
  world_.model.maximum_sessions_per_authentication_name = 100;
  const Version versions[] = {Version::v5, Version::v311};
  for (int number = 0; number < 5; ++number) {
    clients_["c" + std::to_string(number)] = {number % 2 == 0 ? "alice" : "bob", versions[number % 3 == 2],
                                              0};
  }
  apply_levels();
}

std::optional<std::string> Schedule::run(int action_count) {
  for (int count = 0; count < action_count && !failure_; ++count) {
    act();
    compare();
  }
  for (auto& [id, client] : clients_) {
    if (client.link != 0) world_.lose(client.link);
  }
  if (world_.broker.link_count() != 0) fail("links are left");
  return failure_;
}

std::string Schedule::random_topic() {
  const char* levels[] = {"a", "b", "x", "y"};
  std::string topic = levels[pick(3) % 2 + (pick(20) == 0 ? 2 : 0)];
  for (std::uint32_t count = pick(3); count > 0; --count) topic += std::string("/") + levels[2 + pick(2)];
  return topic;
}

std::string Schedule::random_filter() {
  std::string filter = pick(2) == 0 ? "a" : "b";
  for (std::uint32_t count = pick(3); count > 0; --count) {
    const char* levels[] = {"x", "y", "+"};
    filter += std::string("/") + levels[pick(3)];
  }
  return pick(3) == 0 ? filter + "/#" : filter;
}

void Schedule::act() {
  auto chosen = clients_.begin();
  std::advance(chosen, pick(static_cast<std::uint32_t>(clients_.size())));
  const std::string& id = chosen->first;
  Client& client = chosen->second;
  const std::uint32_t dice = pick(100);
  if (dice < 3) return change_policy();
  if (dice < 8) return pass_time();
  if (client.link == 0 || dice < 12) return connect(id, client);  // also a take-over
  if (dice < 60) return publish(id, client);
  if (dice < 80) return subscribe(id, client);
  if (dice < 88) return unsubscribe(id, client);
  leave(id, client, dice < 94);
}

void Schedule::connect(const std::string& id, Client& client) {
  const bool clean_start = pick(4) == 0;
  const std::uint32_t expiries[] = {0, 20, 100};
  std::uint32_t expiry = expiries[pick(3)];
  test::ConnectOptions options;
  options.version = client.version;
  options.client_identifier = id;
  options.clean_start = clean_start;
  options.keep_alive_seconds = 1160;
  options.user_name = client.owner;
  options.receive_maximum = 1 + pick(5);
  if (client.version == Version::v5) {
    options.session_expiry_interval_seconds = expiry;
  } else {
    options.receive_maximum.reset();
    expiry = clean_start ? 0 : 3600;
  }
  log_ += "connect " + id + (clean_start ? " clean" : "") + " expiry " + std::to_string(expiry) + "\n";
  client.link = next_link_++;
  received_[id].clear();
  const std::string connack = world_.connect(client.link, options);
  const bool is_present = model_.connect(id, client.owner, clean_start, expiry);
  if (!connack.starts_with("connack 0x00 present=" + std::to_string(is_present ? 1 : 0))) {
    fail("session present should be " + std::to_string(is_present) + ": " + connack);
  }
}

void Schedule::publish(const std::string& id, Client& client) {
  const std::string topic = random_topic();
  const unsigned qos = pick(2);
  const std::uint32_t repetitions = pick(30) == 0 ? 60 : 1;
  for (std::uint32_t count = 0; count < repetitions && client.link != 0; ++count) {
    const std::string payload = std::to_string(next_payload_++);
    log_ += "publish " + id + " " + topic + " " + payload + " qos " + std::to_string(qos) + "\n";
    world_.publish(client.link, topic, qos, payload);
    if (model_.is_topic_allowed(topic)) {
      model_.publish(id, topic, payload, qos);
      if (qos == 1 && !answer(id, client).starts_with("puback pid=1")) fail("no PUBACK");
      for (auto& [other, reader] : clients_) read_all(other, reader, nullptr);
    } else if (client.version == Version::v5 && qos == 1) {
      if (!answer(id, client).starts_with("puback pid=1 code=0x87")) fail("no PUBACK 0x87");
    } else {
      const std::string wanted = client.version == Version::v5 ? "disconnect 0x87" : "closed";
      if (!answer(id, client).starts_with(wanted)) fail("still connected after a forbidden publish");
      client.link = 0;
      model_.disconnect(id);
    }
  }
}

void Schedule::subscribe(const std::string& id, Client& client) {
  test::FilterOptions filter;
  filter.filter = random_filter();
  filter.qos = pick(2);
  filter.no_local = client.version == Version::v5 && pick(4) == 0;
  log_ += "subscribe " + id + " " + filter.filter + " qos " + std::to_string(filter.qos) + "\n";
  say(client.link, test::subscribe_packet({.version = client.version, .filters = {filter}}));
  const bool is_allowed = model_.is_topic_allowed(filter.filter);
  const std::string refusal = client.version == Version::v5 ? "0x87" : "0x80";
  const std::string wanted = is_allowed ? "0x0" + std::to_string(filter.qos) : refusal;
  const std::string suback = answer(id, client);
  if (word_after(suback, "codes=") != wanted) fail("SUBACK should have " + wanted + ": " + suback);
  if (is_allowed) model_.sessions.at(id).subscriptions[filter.filter] = {filter.qos, filter.no_local};
}

void Schedule::unsubscribe(const std::string& id, Client& client) {
  auto& subscriptions = model_.sessions.at(id).subscriptions;
  if (subscriptions.empty()) return;
  const std::string filter = subscriptions.begin()->first;
  log_ += "unsubscribe " + id + " " + filter + "\n";
  say(client.link, test::unsubscribe_packet({.version = client.version, .filters = {filter}}));
  if (!answer(id, client).starts_with("unsuback pid=1")) fail("no UNSUBACK");
  subscriptions.erase(filter);
}

void Schedule::leave(const std::string& id, Client& client, bool is_orderly) {
  log_ += (is_orderly ? "disconnect " : "cut ") + id + "\n";
  if (is_orderly) {
    say(client.link, test::disconnect_packet({.version = client.version}));
    if (answer(id, client) != "closed") fail("not closed after DISCONNECT");
  } else {
    world_.lose(client.link);
  }
  client.link = 0;
  model_.disconnect(id);
}

void Schedule::change_policy() {
  const std::string level = pick(2) == 0 ? "a" : "b";
  std::vector<std::string> ended;
  if (model_.allowed_levels.contains(level)) {
    log_ += "forbid " + level + "\n";
    ended = model_.forbid(level);
  } else {
    log_ += "allow " + level + "\n";
    model_.allowed_levels.insert(level);
  }
  apply_levels();
  for (const std::string& id : ended) {
    Client& client = clients_.at(id);
    if (client.link == 0) continue;
    const std::string line = answer(id, client);
    if (!line.starts_with(client.version == Version::v5 ? "disconnect 0x87" : "closed"))
      fail("not ended: " + line);
    client.link = 0;
  }
}

void Schedule::pass_time() {
  const std::int64_t seconds = 1 + pick(60);
  log_ += "time " + std::to_string(seconds) + "\n";
  for (auto& [id, client] : clients_) {
    if (client.link == 0) continue;
    say(client.link, test::pingreq_packet());
    if (answer(id, client) != "pingresp") fail("no PINGRESP for " + id);
  }
  world_.pass_time(seconds);
  model_.pass_time(seconds);
}

void Schedule::apply_levels() {
  authz::TopicSpace& space = world_.model.topic_spaces[0];
  space.topic_templates = {"never"};
  for (const std::string& level : model_.allowed_levels) space.topic_templates.push_back(level + "/#");
  world_.apply(world_.model);
}

std::string Schedule::answer(const std::string& id, Client& client) {
  std::string found = "nothing";
  read_all(id, client, &found);
  return found;
}

void Schedule::read_all(const std::string& id, Client& client, std::string* answer) {
  if (client.link == 0) return;
  for (std::string line = world_.next_line(client.link); line != "nothing";
       line = world_.next_line(client.link)) {
    if (!line.starts_with("publish ")) {
      if (answer == nullptr || (*answer != "nothing" && line != "closed")) fail(id + " reads " + line);
      if (answer != nullptr && *answer == "nothing") *answer = line;
      continue;
    }
    const std::string qos = word_after(line, "qos=");
    received_[id].push_back(word_after(line, "topic=") + " " + word_after(line, "payload=") + " " + qos);
    if (qos != "1") continue;
    const auto identifier = static_cast<unsigned>(std::stoul(word_after(line, "pid=")));
    say(client.link, test::puback_packet({.version = client.version, .packet_identifier = identifier}));
  }
}

void Schedule::compare() {
  for (auto& [id, client] : clients_) {
    if (client.link == 0) continue;
    read_all(id, client, nullptr);
    if (received_[id] != model_.expected[id]) {
      fail(id + " received " + std::to_string(received_[id].size()) + " messages, expected " +
           std::to_string(model_.expected[id].size()) +
           "; last: " + (received_[id].empty() ? "none" : received_[id].back()));
    }
    received_[id].clear();
    model_.expected[id].clear();
  }
  if (world_.broker.session_count("ns") != model_.sessions.size()) {
    fail("the broker has " + std::to_string(world_.broker.session_count("ns")) + " sessions, the model " +
         std::to_string(model_.sessions.size()));
  }
}

void Schedule::fail(const std::string& sentence) {
  if (!failure_) failure_ = log_ + "=> " + sentence;
}

}  // namespace eg::sim
