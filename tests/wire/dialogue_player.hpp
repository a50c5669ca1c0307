// Plays a dialogue against the whole application: sockets and TLS are real, the policy comes in by the
// management endpoint. What only a test inside the process can do or see (time, a slow link, verification of
// chains) is left out by a rule on the steps.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "tests/golden/dialogues/configuration.hpp"
#include "tests/wire/dialogue_policy.hpp"

namespace eg::test {

/// A connection that carries MQTT, whatever is below it.
class MqttCarrier {
 public:
  virtual ~MqttCarrier() = default;
  /// A peer that has closed is no error.
  virtual void send(const Bytes& bytes) = 0;
  /// The next packet; nullopt: closed by the peer. Throws when nothing comes for seconds.
  virtual std::optional<Bytes> packet() = 0;
  /// Whether packet() would return without waiting.
  virtual bool has_input() = 0;
};

struct CarrierOptions {
  const WireIdentity* identity = nullptr;
  std::string server_name;
};
using CarrierMaker = std::function<std::unique_ptr<MqttCarrier>(const WireEmulator&, const CarrierOptions&)>;

std::unique_ptr<MqttCarrier> tls_carrier(const WireEmulator& emulator, const CarrierOptions& options);

/// Why a dialogue cannot be played from outside the process; nullopt: it can.
std::optional<std::string> only_in_process(const dialogues::Dialogue& dialogue);

class DialoguePlayer {
 public:
  DialoguePlayer(WireEmulator& emulator, CarrierMaker maker)
      : emulator_(emulator), maker_(std::move(maker)), policy_(emulator) {}

  /// The first expectation that fails, as a sentence; nullopt when none does. What it made is removed.
  std::optional<std::string> play(const dialogues::Dialogue& dialogue);

 private:
  struct Link {
    mqtt::Version version = mqtt::Version::v5;
    std::unique_ptr<MqttCarrier> carrier;
  };
  std::optional<std::string> perform(const dialogues::Step& step);
  std::optional<std::string> expect(Link& link, const dialogues::Step& step);
  void send(Link& link, const dialogues::Step& step);
  void open(const dialogues::Step& step);
  std::string next_line(Link& link, bool may_wait);

  WireEmulator& emulator_;
  CarrierMaker maker_;
  DialoguePolicy policy_;
  dialogues::Configuration configuration_;
  std::map<std::uint32_t, Link> links_;
  std::uint32_t last_sender_ = 0;  ///< 0: what was sent has been handled
};

}  // namespace eg::test
