// Plays a dialogue against the broker alone, as it stands or with a link cut after a step. Sockets and TLS
// are played elsewhere (tests/wire).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/golden/dialogues/configuration.hpp"
#include "tests/support/broker_stage.hpp"

namespace eg::dialogues {

class Player {
 public:
  explicit Player(const Dialogue& dialogue);
  /// Plays all of it. The first expectation that fails, as a sentence; nullopt when none does.
  std::optional<std::string> play();
  /// Plays with the link of step `cut` lost after that step, expectations ignored; then everything must be
  /// well: other clients are served and no link is left.
  std::optional<std::string> play_cut(std::size_t cut);

 private:
  std::optional<std::string> perform(const Step& step);
  void apply();
  void open(const Step& step);
  void send(broker::LinkId link, const Step& step);
  std::optional<std::string> expect(broker::LinkId link, const Step& step);
  std::optional<std::string> expect_event(const Step& step);
  std::optional<std::string> expect_counter(const Step& step);
  std::optional<std::string> serve_bystanders();

  const Dialogue& dialogue_;
  std::unique_ptr<test::Stage> stage_;
  broker::Settings settings_;
  Configuration configuration_;
};

}  // namespace eg::dialogues
