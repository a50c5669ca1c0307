// Actions, each done to the broker and told to the model.
#include "tests/sim/schedule.hpp"

#include <algorithm>
#include <utility>

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
  if (dice < 20) return publish_shared(id, client);
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
  ModelSession asked;
  asked.owner = client.owner;
  asked.expiry_seconds = expiry;
  asked.will = random_will(options);
  log_ += "connect " + id + (clean_start ? " clean" : "") + " expiry " + std::to_string(expiry);
  if (asked.will)
    log_ += " will " + asked.will->message.topic + " delay " + std::to_string(asked.will->delay_seconds);
  log_ += "\n";
  client.link = next_link_++;
  received_[id].clear();
  const std::string connack = world_.connect(client.link, options);
  const bool is_present = model_.connect(id, asked, clean_start);
  if (!connack.starts_with("connack 0x00 present=" + std::to_string(is_present ? 1 : 0))) {
    fail("session present should be " + std::to_string(is_present) + ": " + connack);
  }
}

std::optional<Will> Schedule::random_will(test::ConnectOptions& options) {
  if (pick(3) != 0) return std::nullopt;
  Will will;
  will.message.topic = random_topic();
  if (!model_.is_topic_allowed(will.message.topic)) return std::nullopt;  // CONNECT would be refused
  will.message.payload = std::to_string(next_payload_++);
  will.message.qos = pick(2);
  will.message.retain = pick(4) == 0;
  // Session expiries and the steps of time are multiples of ten: nothing is due at the same moment.
  const std::uint32_t delays[] = {0, 5, 45};
  if (options.version == Version::v5) will.delay_seconds = delays[pick(3)];
  options.will = test::WillOptions{.topic = will.message.topic,
                                   .payload = will.message.payload,
                                   .qos = will.message.qos,
                                   .retain = will.message.retain};
  if (will.delay_seconds > 0) options.will->delay_interval_seconds = will.delay_seconds;
  return will;
}

void Schedule::publish(const std::string& id, Client& client) {
  Message message;
  message.topic = random_topic();
  message.qos = pick(2);
  const std::uint32_t repetitions = pick(30) == 0 ? 60 : 1;
  for (std::uint32_t count = 0; count < repetitions && client.link != 0; ++count) {
    message.retain = pick(8) == 0;
    message.payload = message.retain && pick(4) == 0 ? "" : std::to_string(next_payload_++);
    const std::uint32_t expiries[] = {0, 0, 7, 33};
    message.expiry_seconds = client.version == Version::v5 ? expiries[pick(4)] : 0;
    publish_one(id, client, message);
    if (failure_) return;
  }
}

void Schedule::publish_one(const std::string& id, Client& client, const Message& message) {
  log_ += "publish " + id + " " + message.topic + " " + message.payload + " qos " +
          std::to_string(message.qos) + (message.retain ? " retain" : "") + " expiry " +
          std::to_string(message.expiry_seconds) + "\n";
  test::PublishOptions packet{.version = client.version,
                              .topic = message.topic,
                              .payload = message.payload,
                              .qos = message.qos,
                              .retain = message.retain,
                              .packet_identifier = message.qos == 0 ? 0U : 1U};
  if (message.expiry_seconds > 0) packet.message_expiry_interval_seconds = message.expiry_seconds;
  say(client.link, test::publish_packet(packet));
  if (model_.is_topic_allowed(message.topic)) {
    model_.publish(id, message);
    if (message.qos == 1 && !answer(id, client).starts_with("puback pid=1")) fail("no PUBACK");
    for (auto& [other, reader] : clients_) read_all(other, reader, nullptr);
  } else if (client.version == Version::v5 && message.qos == 1) {
    if (!answer(id, client).starts_with("puback pid=1 code=0x87")) fail("no PUBACK 0x87");
  } else {
    const std::string wanted = client.version == Version::v5 ? "disconnect 0x87" : "closed";
    if (!answer(id, client).starts_with(wanted)) fail("still connected after a forbidden publish");
    client.link = 0;
    model_.disconnect(id, false);
  }
}

void Schedule::publish_shared(const std::string& id, Client& client) {
  Message message;
  message.topic = std::string(shared_level) + "/" + (pick(2) == 0 ? "x" : "y");
  message.payload = "shared" + std::to_string(next_payload_++);
  message.qos = pick(2);
  const Model::Groups groups = model_.groups_of(message.topic);
  // What waits for offline members would count towards their queues, of which the model knows nothing.
  if (groups.connected < groups.matching) message.qos = 0;
  publish_one(id, client, message);
  const std::size_t copies = std::exchange(shared_copies_[message.payload], 0);
  if (copies != groups.connected) {
    fail(message.payload + " came " + std::to_string(copies) + " times for " +
         std::to_string(groups.connected) + " groups");
  }
}

void Schedule::subscribe(const std::string& id, Client& client) {
  test::FilterOptions filter;
  filter.filter = random_filter();
  filter.qos = pick(2);
  filter.no_local = client.version == Version::v5 && pick(4) == 0;
  if (client.version == Version::v5 && pick(4) == 0) {
    filter.filter =
        "$share/" + std::string(pick(2) == 0 ? "g" : "h") + "/" + shared_level + (pick(2) == 0 ? "/+" : "/x");
    filter.no_local = false;
  }
  log_ += "subscribe " + id + " " + filter.filter + " qos " + std::to_string(filter.qos) +
          (filter.no_local ? " no local" : "") + "\n";
  say(client.link, test::subscribe_packet({.version = client.version, .filters = {filter}}));
  const bool is_allowed = model_.is_topic_allowed(filter.filter);
  const std::string refusal = client.version == Version::v5 ? "0x87" : "0x80";
  const std::string wanted = is_allowed ? "0x0" + std::to_string(filter.qos) : refusal;
  const std::string suback = answer(id, client);
  if (word_after(suback, "codes=") != wanted) fail("SUBACK should have " + wanted + ": " + suback);
  is_any_order_ = true;  // the order of retained messages is the broker's
  if (is_allowed) model_.subscribe(id, filter.filter, {filter.qos, filter.no_local});
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
  model_.disconnect(id, is_orderly);
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
  const std::int64_t seconds = 10 * (1 + pick(6));
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
  space.topic_templates = {std::string(shared_level) + "/#"};
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
    const std::string payload = word_after(line, "payload=");
    if (payload.starts_with("shared")) {
      ++shared_copies_[payload];
    } else {
      const bool is_retained = word_after(line, "retained=") == "1";
      received_[id].push_back(word_after(line, "topic=") + " " + payload + " " + qos +
                              (is_retained ? " retained" : ""));
    }
    if (qos != "1") continue;
    const auto identifier = static_cast<unsigned>(std::stoul(word_after(line, "pid=")));
    say(client.link, test::puback_packet({.version = client.version, .packet_identifier = identifier}));
  }
}

void Schedule::compare() {
  is_any_order_ = is_any_order_ || model_.has_wills;
  for (auto& [id, client] : clients_) {
    if (client.link == 0) continue;
    read_all(id, client, nullptr);
    Received& expected = model_.expected[id];
    if (is_any_order_) {
      std::sort(received_[id].begin(), received_[id].end());
      std::sort(expected.begin(), expected.end());
    }
    if (received_[id] != expected) {
      fail(id + " received " + std::to_string(received_[id].size()) + " messages, expected " +
           std::to_string(expected.size()) +
           "; last: " + (received_[id].empty() ? "none" : received_[id].back()));
    }
    received_[id].clear();
    expected.clear();
  }
  is_any_order_ = model_.has_wills = false;
  if (world_.broker.session_count("ns") != model_.sessions.size()) {
    fail("the broker has " + std::to_string(world_.broker.session_count("ns")) + " sessions, the model " +
         std::to_string(model_.sessions.size()));
  }
}

void Schedule::fail(const std::string& sentence) {
  if (!failure_) failure_ = log_ + "=> " + sentence;
}

}  // namespace eg::sim
