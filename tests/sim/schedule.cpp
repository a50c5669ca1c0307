// Says what is said in words, reads what comes, compares. The actions are in actions.cpp.
#include "tests/sim/schedule.hpp"

#include <algorithm>
#include <iterator>
#include <sstream>
#include <utility>
#include <vector>

#include "tests/golden/dialogues/packet_words.hpp"

namespace eg::sim {
namespace {

using mqtt::Version;

broker::Settings settings_of(std::uint32_t seed) {
  broker::Settings settings;
  settings.identifier_salt = seed;
  return settings;
}

}  // namespace

std::string word_after(const std::string& line, const std::string& key) {
  const std::size_t at = line.find(key);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + key.size();
  return line.substr(begin, line.find(' ', begin) - begin);
}

Schedule::Schedule(std::uint32_t seed) : random_(seed), world_(settings_of(seed)) {
  world_.model.maximum_sessions_per_authentication_name = 100;
  const Version versions[] = {Version::v5, Version::v311};
  for (int number = 0; number < 5; ++number) {
    clients_["c" + std::to_string(number)] = {number % 2 == 0 ? "alice" : "bob", versions[number % 3 == 2],
                                              0};
  }
  log_ = "namespace ns sessions=100\nclient alice thumb=A\nclient bob thumb=B\n";
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

void Schedule::say(Client& client, const std::string& words) {
  log_ += std::to_string(client.link) + "> " + words + "\n";
  std::istringstream stream(words);
  const std::vector<std::string> split((std::istream_iterator<std::string>(stream)), {});
  world_.input(client.link, dialogues::packet_of(split, world_.effects.inboxes[client.link].version));
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
    say(client, "puback pid=" + word_after(line, "pid="));
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
  if (!failure_) failure_ = log_ + "# " + sentence;
}

}  // namespace eg::sim
