// What a dialogue's configuration lines say, as namespace models. How they come into force is the player's
// matter.
#pragma once

#include <map>
#include <string>

#include "authz/model.hpp"
#include "tests/golden/dialogues/dialogue.hpp"

namespace eg::dialogues {

struct Configuration {
  bool quotas = true;
  std::map<std::string, authz::Namespace> models;  ///< by name
  std::string current;                             ///< the lines that follow belong to this one

  /// False: the step is none of configuration.
  bool change(const Step& step);
  authz::Namespace& model() { return models.at(current); }
};

}  // namespace eg::dialogues
