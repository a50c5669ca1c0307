// One seeded schedule: random clients act on a broker, the model predicts, every difference is a sentence.
// The same seed gives the same run.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>

#include "tests/sim/model.hpp"
#include "tests/support/broker_world.hpp"

namespace eg::sim {

/// What follows the key in a line of a client's inbox, up to the next blank; empty when it is not there.
std::string word_after(const std::string& line, const std::string& key);

class Schedule {
 public:
  explicit Schedule(std::uint32_t seed);
  /// The first difference, after the steps that led to it in the notation of testdata/mqtt/dialogues; nullopt
  /// when broker and model agree to the end.
  std::optional<std::string> run(int action_count);
  /// What was done so far, as the steps of a dialogue.
  const std::string& log() const { return log_; }

 private:
  struct Client {
    std::string owner;
    mqtt::Version version = mqtt::Version::v5;
    broker::LinkId link = 0;  // 0: not connected
  };
  std::uint32_t pick(std::uint32_t below) { return static_cast<std::uint32_t>(random_() % below); }
  std::string random_topic();
  std::string random_filter();
  void act();
  void connect(const std::string& id, Client& client);
  std::optional<Will> random_will(bool is_v5);
  void publish(const std::string& id, Client& client);
  void publish_one(const std::string& id, Client& client, const Message& message);
  /// To groups of shared subscriptions: the message comes once for each of them.
  void publish_shared(const std::string& id, Client& client);
  void subscribe(const std::string& id, Client& client);
  void unsubscribe(const std::string& id, Client& client);
  void leave(const std::string& id, Client& client, bool is_orderly);
  void change_policy();
  void pass_time();
  /// Stops the broker in order and lets another one go on after a while.
  void restart();
  void apply_levels();
  /// In the words of a dialogue, which go into the log.
  void say(Client& client, const std::string& words);
  /// Takes the answer that is not a PUBLISH, acknowledging what comes before it.
  std::string answer(const std::string& id, Client& client);
  /// Reads PUBLISH packets until there is nothing; acknowledges QoS 1.
  void read_all(const std::string& id, Client& client, std::string* answer);
  void compare();
  void fail(const std::string& sentence);

  std::mt19937 random_;
  test::World world_;
  Model model_;
  std::map<std::string, Client> clients_;
  std::map<std::string, Received> received_;
  std::map<std::string, std::size_t> shared_copies_;  // by payload, of all clients together
  broker::LinkId next_link_ = 1;
  int next_payload_ = 0;
  bool is_any_order_ = false;  ///< for the comparison after this step
  std::string log_;
  std::optional<std::string> failure_;
};

}  // namespace eg::sim
