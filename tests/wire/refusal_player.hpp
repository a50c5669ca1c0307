// Plays the broken set-ups of testdata/refusals against the whole application: resources by the management
// endpoint, clients over TLS, refusals as /emulator/denials and /emulator/explain tell them. The notation is
// described in testdata/refusals/README.md.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tests/golden/dialogues/dialogue.hpp"
#include "tests/wire/dialogue_player.hpp"

namespace eg::test {

class RefusalPlayer {
 public:
  explicit RefusalPlayer(WireEmulator& emulator) : emulator_(emulator), https_(emulator.https()) {}

  /// The first expectation that fails, as a sentence; nullopt when none does. What it made is removed.
  std::optional<std::string> play(const dialogues::Dialogue& set_up);

  /// The identifiers that the set-ups played so far were refused with.
  const std::set<std::string>& seen_reasons() const { return seen_reasons_; }

 private:
  using Words = std::vector<std::string>;
  struct Link {
    mqtt::Version version = mqtt::Version::v5;
    std::unique_ptr<MqttCarrier> carrier;
  };
  std::optional<std::string> perform(const dialogues::Step& step);
  std::optional<std::string> talk(std::uint32_t number, const dialogues::Step& step);
  std::optional<std::string> expect_denial(const Words& words);
  std::optional<std::string> expect_explanation(const dialogues::Step& step);
  bool configure(const dialogues::Step& step);
  void put(const std::string& path, const std::string& properties);
  HttpReply request(const std::string& method, const std::string& target, const std::string& body = {});

  WireEmulator& emulator_;
  WireClient https_;
  std::map<std::uint32_t, Link> links_;
  std::set<std::string> namespaces_;  ///< made by this set-up
  std::string since_;                 ///< its beginning
  std::set<std::string> seen_reasons_;
};

}  // namespace eg::test
