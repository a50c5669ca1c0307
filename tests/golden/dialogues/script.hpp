// Dialogues: text files that play clients against a broker. The notation is described in
// testdata/mqtt/dialogues/README.md; this runs one, as it stands or with a link cut after a step.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "authz/model.hpp"
#include "tests/support/broker_stage.hpp"

namespace eg::dialogues {

struct Step {
  std::size_t line_number = 0;
  std::string text;
  std::vector<std::string> words;
};

struct Dialogue {
  std::string name;  ///< after `==`
  std::string file;
  std::vector<Step> steps;
};

std::vector<Dialogue> read_dialogues();

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
  bool configure(const Step& step);
  void apply();
  void open(const Step& step);
  void send(broker::LinkId link, const Step& step);
  std::optional<std::string> expect(broker::LinkId link, const Step& step);
  std::optional<std::string> expect_event(const Step& step);
  std::optional<std::string> serve_bystanders();
  authz::Namespace& model() { return models_.at(current_); }

  const Dialogue& dialogue_;
  std::unique_ptr<test::Stage> stage_;
  broker::Settings settings_;
  std::map<std::string, authz::Namespace> models_;
  std::string current_;
};

}  // namespace eg::dialogues
