// The random actions of a schedule, each done to the broker and told to the model.
#include <algorithm>
#include <utility>

#include "tests/sim/schedule.hpp"

namespace eg::sim {
namespace {

using mqtt::Version;

std::string will_words(const Will& will) {
  std::string words = " will=" + will.message.topic + " will_payload=" + will.message.payload +
                      " will_qos=" + std::to_string(will.message.qos);
  if (will.message.retain) words += " will_retain=1";
  if (will.delay_seconds > 0) words += " will_delay=" + std::to_string(will.delay_seconds);
  return words;
}

}  // namespace

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
  if (dice < 10) return restart();
  if (client.link == 0 || dice < 12) return connect(id, client);  // also a take-over
  if (dice < 20) return publish_shared(id, client);
  if (dice < 60) return publish(id, client);
  if (dice < 80) return subscribe(id, client);
  if (dice < 88) return unsubscribe(id, client);
  leave(id, client, dice < 94);
}

void Schedule::connect(const std::string& id, Client& client) {
  if (pick(4) == 0) client.version = client.version == Version::v5 ? Version::v311 : Version::v5;
  const bool is_v5 = client.version == Version::v5;
  const bool clean_start = pick(4) == 0;
  const std::uint32_t expiries[] = {0, 20, 100};
  ModelSession asked;
  asked.owner = client.owner;
  asked.expiry_seconds = expiries[pick(3)];
  std::string words = std::string("connect ") + (is_v5 ? "v5" : "v3") + " id=" + id +
                      " user=" + client.owner + " clean=" + std::to_string(clean_start ? 1 : 0) +
                      " keep_alive=1160";
  if (is_v5) {
    words +=
        " expiry=" + std::to_string(asked.expiry_seconds) + " receive_maximum=" + std::to_string(1 + pick(5));
  } else {
    asked.expiry_seconds = clean_start ? 0 : 3600;
  }
  asked.will = random_will(is_v5);
  if (asked.will) words += will_words(*asked.will);
  client.link = next_link_++;
  received_[id].clear();
  const char certificate = client.owner == "alice" ? 'A' : 'B';
  log_ += "open " + std::to_string(client.link) + " cert=" + certificate + "\n";
  world_.open(client.link, test::certificate(certificate), "");
  say(client, words);
  const std::string connack = world_.next_line(client.link);
  const bool is_present = model_.connect(id, asked, clean_start);
  if (!connack.starts_with("connack 0x00 present=" + std::to_string(is_present ? 1 : 0))) {
    fail("session present should be " + std::to_string(is_present) + ": " + connack);
  }
}

std::optional<Will> Schedule::random_will(bool is_v5) {
  if (pick(3) != 0) return std::nullopt;
  Will will;
  will.message.topic = random_topic();
  if (!model_.is_topic_allowed(will.message.topic)) return std::nullopt;  // CONNECT would be refused
  will.message.payload = std::to_string(next_payload_++);
  will.message.qos = pick(2);
  will.message.retain = pick(4) == 0;
  // Session expiries and the steps of time are multiples of ten: nothing is due at the same moment.
  const std::uint32_t delays[] = {0, 5, 45};
  if (is_v5) will.delay_seconds = delays[pick(3)];
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
  std::string words = "publish topic=" + message.topic + " qos=" + std::to_string(message.qos);
  if (!message.payload.empty()) words += " payload=" + message.payload;
  if (message.retain) words += " retain=1";
  if (message.expiry_seconds > 0) words += " expiry=" + std::to_string(message.expiry_seconds);
  say(client, words);
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
  say(client,
      "subscribe filter=" + filter.filter + ":" + std::to_string(filter.qos) + (filter.no_local ? "n" : ""));
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
  say(client, "unsubscribe filter=" + filter);
  if (!answer(id, client).starts_with("unsuback pid=1")) fail("no UNSUBACK");
  subscriptions.erase(filter);
}

void Schedule::leave(const std::string& id, Client& client, bool is_orderly) {
  if (is_orderly) {
    say(client, "disconnect");
    if (answer(id, client) != "closed") fail("not closed after DISCONNECT");
  } else {
    log_ += "lost " + std::to_string(client.link) + "\n";
    world_.lose(client.link);
  }
  client.link = 0;
  model_.disconnect(id, is_orderly);
}

void Schedule::change_policy() {
  const std::string level = pick(2) == 0 ? "a" : "b";
  std::vector<std::string> ended;
  if (model_.allowed_levels.contains(level)) {
    ended = model_.forbid(level);
  } else {
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
  for (auto& [id, client] : clients_) {
    if (client.link == 0) continue;
    say(client, "ping");
    if (answer(id, client) != "pingresp") fail("no PINGRESP for " + id);
  }
  log_ += "time +" + std::to_string(seconds) + "\n";
  world_.pass_time(seconds);
  model_.pass_time(seconds);
}

void Schedule::restart() {
  const std::int64_t seconds = 10 * pick(7);
  std::map<broker::LinkId, std::string> online;
  for (const auto& [id, client] : clients_) {
    if (client.link != 0) online[client.link] = id;
  }
  log_ += "restart +" + std::to_string(seconds) + "\n";
  world_.restart(seconds);
  std::vector<std::string> ids;
  for (const auto& [link, id] : online) {
    Client& client = clients_.at(id);
    const std::string line = answer(id, client);
    if (!line.starts_with(client.version == Version::v5 ? "disconnect 0x8B" : "closed"))
      fail(id + " is not told of the stop: " + line);
    client.link = 0;
    ids.push_back(id);
  }
  model_.stop(ids);
  model_.pass_time(seconds);
}

void Schedule::apply_levels() {
  authz::TopicSpace& space = world_.model.topic_spaces[0];
  space.topic_templates = {std::string(shared_level) + "/#"};
  for (const std::string& level : model_.allowed_levels) space.topic_templates.push_back(level + "/#");
  world_.apply(world_.model);
  std::string templates;
  for (const std::string& text : space.topic_templates) templates += " " + text;
  log_ += "unbind\npublisher $all" + templates + "\nsubscriber $all" + templates + "\napply\n";
}

}  // namespace eg::sim
