// No step sleeps: before a step that depends on what another link has sent, the player waits for the broker.
#include "tests/wire/dialogue_player.hpp"

#include <array>
#include <stdexcept>

#include <openssl/ssl.h>
#include <sys/socket.h>

#include "tests/golden/dialogues/packet_words.hpp"
#include "tests/support/broker_received.hpp"

namespace eg::test {
namespace {

using dialogues::Step;

class TlsCarrier final : public MqttCarrier {
 public:
  explicit TlsCarrier(const WireOptions& options) : client_(options) {}
  void send(const Bytes& bytes) override {
    try {
      client_.send(bytes);
    } catch (const std::runtime_error&) {
      return;  // what the peer has closed shows when it is read
    }
  }
  std::optional<Bytes> packet() override {
    std::optional<Bytes> packet = client_.packet();
    if (!packet && client_.timed_out()) throw std::runtime_error("nothing comes");
    return packet;
  }
  bool has_input() override { return client_.has_input(); }

 private:
  WireClient client_;
};

struct Unplayable {
  const char* verb;
  const char* word;  ///< empty: the verb alone
  const char* why;
};
constexpr std::array<Unplayable, 9> unplayable{{
    {"time", "", "moves the clock"},
    {"congested", "", "needs a slow link"},
    {"verify", "", "answers for the verification of chains"},
    {"verified", "", "answers for the verification of chains"},
    {"ca", "", "uses certificate authorities by name only"},
    {"stop", "", "ends the emulator"},
    {"restart", "", "ends the emulator"},
    {"open", "valid_seconds=", "needs a certificate that ends soon"},
    {"namespace", "mqtt=off", "disables MQTT, which no request can"},
}};

}  // namespace

std::unique_ptr<MqttCarrier> tls_carrier(const WireEmulator& emulator, const CarrierOptions& options) {
  return std::make_unique<TlsCarrier>(WireOptions{
      .port = emulator.mqtt_port(), .identity = options.identity, .server_name = options.server_name});
}

std::optional<std::string> only_in_process(const dialogues::Dialogue& dialogue) {
  for (const Step& step : dialogue.steps) {
    for (const Unplayable& row : unplayable) {
      if (step.words[0] == row.verb && step.text.find(row.word) != std::string::npos) return row.why;
    }
  }
  return std::nullopt;
}

std::optional<std::string> DialoguePlayer::play(const dialogues::Dialogue& dialogue) {
  configuration_ = {};
  std::optional<std::string> failure;
  for (const Step& step : dialogue.steps) {
    try {
      failure = perform(step);
    } catch (const std::exception& error) {
      failure = error.what();
    }
    if (failure) {
      failure = dialogue.file + ":" + std::to_string(step.line_number) + ": " + step.text + "\n  " + *failure;
      break;
    }
  }
  links_.clear();
  last_sender_ = 0;
  policy_.remove_all();
  return failure;
}

/// `event` and `count` look into the broker: they are the other player's. The rest of the dialogue holds.
std::optional<std::string> DialoguePlayer::perform(const Step& step) {
  const std::string& verb = step.words[0];
  if (verb == "event" || verb == "count" || verb == "counter" || configuration_.change(step))
    return std::nullopt;
  const auto speaker = dialogues::link_of(verb);
  if (last_sender_ != 0 && last_sender_ != speaker.value_or(0)) {
    policy_.wait_for_broker();
    last_sender_ = 0;
  }
  if (speaker) {
    if (verb.back() == '<') return expect(links_.at(*speaker), step);
    send(links_.at(*speaker), step);
    last_sender_ = *speaker;
  } else if (verb == "apply") {
    policy_.apply(configuration_);
  } else if (verb == "open") {
    open(step);
  } else if (verb == "lost") {
    links_.erase(static_cast<std::uint32_t>(std::stoul(step.words.at(1))));
    policy_.wait_for_broker();
  } else if (verb == "delete-namespace") {
    policy_.remove_namespace(step.words.at(1));
  } else {
    return "no such step";
  }
  return std::nullopt;
}

void DialoguePlayer::open(const Step& step) {
  CarrierOptions options;
  const std::string letter = dialogues::word_value(step.words, "cert", "A");
  if (letter != "none") options.identity = &identity(letter[0]);
  options.server_name = dialogues::word_value(step.words, "sni", "localhost");
  Link link;
  link.carrier = maker_(emulator_, options);
  links_.insert_or_assign(static_cast<std::uint32_t>(std::stoul(step.words.at(1))), std::move(link));
}

void DialoguePlayer::send(Link& link, const Step& step) {
  auto [times, words] = dialogues::repeated(step);
  const Bytes bytes = dialogues::packet_of(words, link.version);
  for (; times > 0; --times) link.carrier->send(bytes);
  if (words.at(0) != "connect") return;
  // The broker gets a new link from the thread of its handshake: until it has answered, requests overtake it.
  constexpr int rounds_max = 500;
  for (int round = 0; round < rounds_max && !link.carrier->has_input(); ++round) policy_.wait_for_broker();
}

std::optional<std::string> DialoguePlayer::expect(Link& link, const Step& step) {
  auto [times, wanted] = dialogues::repeated(step);
  const bool may_wait = wanted.at(0) != "nothing";
  if (!may_wait) policy_.wait_for_broker();
  for (; times > 0; --times) {
    const std::string line = next_line(link, may_wait);
    if (!dialogues::reads(line, wanted)) return "the client reads: " + line;
  }
  return std::nullopt;
}

std::string DialoguePlayer::next_line(Link& link, bool may_wait) {
  if (!may_wait && !link.carrier->has_input()) return "nothing";
  const std::optional<Bytes> packet = link.carrier->packet();
  return packet ? received_lines(*packet, link.version).at(0) : "closed";
}

}  // namespace eg::test
