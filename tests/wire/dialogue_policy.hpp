// Brings a dialogue's configuration into force as a user would: by PUT and DELETE on the management endpoint,
// of what changed. Knows nothing of MQTT.
#pragma once

#include <map>
#include <string>

#include "tests/golden/dialogues/configuration.hpp"
#include "tests/support/wire_emulator.hpp"

namespace eg::test {

/// The key and certificate that dialogues call by a letter.
const WireIdentity& identity(char letter);

class DialoguePolicy {
 public:
  explicit DialoguePolicy(WireEmulator& emulator) : emulator_(emulator), https_(emulator.https()) {}

  /// In force when this returns. Throws when the management endpoint refuses something.
  void apply(const dialogues::Configuration& configuration);
  void remove_namespace(const std::string& name);
  void remove_all();
  /// Returns when the broker has handled everything that was sent to it before: each request passes through
  /// the executor on which it runs, in turns.
  void wait_for_broker();

 private:
  using Resources = std::map<std::string, std::string>;  ///< path below the namespaces, body
  static Resources resources_of(const authz::Namespace& model);
  int request(const std::string& method, const std::string& path, const std::string& body = {});

  WireEmulator& emulator_;
  WireClient https_;
  Resources in_force_;
};

}  // namespace eg::test
