// Plays steps, one function each.
#include "tests/golden/dialogues/player.hpp"

#include <algorithm>
#include <stdexcept>

#include "tests/golden/dialogues/packet_words.hpp"

namespace eg::dialogues {
namespace {

using broker::Event;
using broker::LinkId;

const std::map<std::string, Event::Kind> event_kinds = {
    {"connected", Event::Kind::connected},
    {"connect_refused", Event::Kind::connect_refused},
    {"disconnected", Event::Kind::disconnected},
    {"publish_refused", Event::Kind::publish_refused},
    {"subscribe_refused", Event::Kind::subscribe_refused},
    {"message_dropped", Event::Kind::message_dropped},
    {"session_ended", Event::Kind::session_ended},
};

std::string underscored(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '_');
  return text;
}

}  // namespace

Player::Player(const Dialogue& dialogue) : dialogue_(dialogue) {}

std::optional<std::string> Player::play() {
  for (const Step& step : dialogue_.steps) {
    std::optional<std::string> failure;
    try {
      failure = perform(step);
    } catch (const std::exception& error) {
      failure = error.what();
    }
    if (failure)
      return dialogue_.file + ":" + std::to_string(step.line_number) + ": " + step.text + "\n  " + *failure;
  }
  return std::nullopt;
}

std::optional<std::string> Player::play_cut(std::size_t cut) {
  std::optional<LinkId> lost;
  for (std::size_t index = 0; index < dialogue_.steps.size(); ++index) {
    const Step& step = dialogue_.steps[index];
    const auto link = link_of(step.words[0]);
    const bool is_open = link && stage_ && stage_->effects.inboxes[*link].is_open;
    const bool is_expectation =
        step.words[0] == "event" || step.words[0] == "verify" || step.words[0].starts_with("count");
    if (!is_expectation && (!link || is_open)) {
      const bool is_for_gone =
          step.words[0] == "verified" || step.words[0] == "lost" || step.words[0] == "congested";
      if (!is_for_gone || stage_->effects.inboxes[static_cast<LinkId>(std::stoul(step.words[1]))].is_open) {
        try {
          perform(step);
        } catch (const std::logic_error& error) {
          if (std::string(error.what()).find("no verification") == std::string::npos) return error.what();
        }
      }
    }
    if (index == cut && link && stage_->effects.inboxes[*link].is_open) {
      lost = link;
      stage_->lose(*link);
    }
  }
  return serve_bystanders();
}

std::optional<std::string> Player::perform(const Step& step) {
  const std::vector<std::string>& words = step.words;
  const std::string& verb = words[0];
  if (configuration_.change(step)) {
    if (settings_.quotas != configuration_.quotas)
      stage_.reset();  // settings hold from the start of a broker
    settings_.quotas = configuration_.quotas;
    return std::nullopt;
  }
  if (!stage_) stage_ = std::make_unique<test::Stage>(settings_);
  if (const auto link = link_of(verb)) {
    if (verb.back() == '<') return expect(*link, step);
    send(*link, step);
    return std::nullopt;
  }
  if (verb == "event") return expect_event(step);
  if (verb == "apply") {
    apply();
  } else if (verb == "open") {
    open(step);
  } else if (verb == "lost") {
    stage_->lose(static_cast<LinkId>(std::stoul(words.at(1))));
  } else if (verb == "time") {
    stage_->pass_time(std::stoll(words.at(1).substr(1)));
  } else if (verb == "congested") {
    stage_->broker.congested(static_cast<LinkId>(std::stoul(words.at(1))), words.at(2) == "yes");
  } else if (verb == "verified") {
    stage_->verified(static_cast<LinkId>(std::stoul(words.at(1))), words.at(2) == "trusted"
                                                                       ? authz::ChainOutcome::trusted
                                                                       : authz::ChainOutcome::not_trusted);
  } else if (verb == "verify") {
    const auto link = static_cast<LinkId>(std::stoul(words.at(1)));
    if (!stage_->effects.verifications.contains(link)) return "no verification was asked for";
  } else if (verb == "delete-namespace") {
    stage_->remove(words.at(1));
    configuration_.models.erase(words.at(1));
  } else if (verb == "restart") {
    stage_->restart(std::stoll(words.at(1).substr(1)));
  } else if (verb == "stop") {
    stage_->broker.stop(stage_->now);
  } else if (verb == "counter") {
    return expect_counter(step);
  } else if (verb == "count") {
    const std::size_t count = stage_->broker.session_count(configuration_.current);
    if (count != std::stoul(words.at(1))) return "there are " + std::to_string(count) + " sessions";
  } else {
    return "no such step";
  }
  return std::nullopt;
}

void Player::apply() {
  for (const auto& [name, changed] : configuration_.models) stage_->apply(changed);
}

void Player::open(const Step& step) {
  const std::string letter = word_value(step.words, "cert", "A");
  std::shared_ptr<authz::PeerCertificate> peer;
  if (letter != "none") peer = test::certificate(letter[0]);
  const std::string days = word_value(step.words, "valid_seconds", "");
  if (!days.empty()) peer->not_after_unix_seconds = stage_->now.unix_seconds + std::stoll(days);
  stage_->open(static_cast<LinkId>(std::stoul(step.words.at(1))), peer, word_value(step.words, "sni", ""));
}

void Player::send(LinkId link, const Step& step) {
  test::Inbox& inbox = stage_->effects.inboxes[link];
  if (!inbox.is_open) throw std::runtime_error("the link is not open");
  auto [times, words] = repeated(step);
  const test::Bytes bytes = packet_of(words, inbox.version);
  for (; times > 0 && inbox.is_open; --times) stage_->input(link, bytes);
}

std::optional<std::string> Player::expect(LinkId link, const Step& step) {
  auto [times, wanted] = repeated(step);
  for (; times > 0; --times) {
    const std::string line = stage_->next_line(link);
    if (!reads(line, wanted)) return "the client reads: " + line;
  }
  return std::nullopt;
}

std::optional<std::string> Player::expect_event(const Step& step) {
  const Event::Kind kind = event_kinds.at(step.words.at(1));
  const std::vector<std::string> wanted(step.words.begin() + 2, step.words.end());
  std::string seen;
  auto& events = stage_->effects.events;
  for (auto event = events.begin(); event != events.end(); ++event) {
    const std::vector<std::string> line = {"link=" + std::to_string(event->link),
                                           "namespace=" + event->namespace_name,
                                           "identity=" + event->identity,
                                           "id=" + event->client_identifier,
                                           "code=" + test::code_text(event->code),
                                           "reason=" + event->reason,
                                           "cause=" + event->cause,
                                           "topic=" + event->topic,
                                           "detail=" + underscored(event->detail)};
    if (event->kind == kind && fits(line, wanted)) {
      events.erase(event);
      return std::nullopt;
    }
    if (event->kind != kind) continue;
    for (const std::string& word : line) seen += word + " ";
  }
  return "no such event; of this kind there are: " + seen;
}

std::optional<std::string> Player::expect_counter(const Step& step) {
  std::uint64_t sum = 0;
  std::string seen;
  for (const broker::Count& count : stage_->broker.counters(configuration_.current)) {
    if (count.metric != step.words.at(1)) continue;
    std::vector<std::string> line;
    for (const broker::DimensionValue& one : count.dimensions)
      line.push_back(std::string(one.dimension) + "=" + std::string(one.value));
    if (fits(line, {step.words.begin() + 2, step.words.end() - 1})) sum += count.number;
    seen += "\n   ";
    for (const std::string& word : line) seen += " " + word;
    seen += " " + std::to_string(count.number);
  }
  if (sum == std::stoull(step.words.back())) return std::nullopt;
  return "the counter stands at " + std::to_string(sum) + "; of this metric there are:" + seen;
}

std::optional<std::string> Player::serve_bystanders() {
  for (auto& [link, inbox] : stage_->effects.inboxes) {
    if (inbox.is_open) stage_->lose(link);
  }
  if (stage_->broker.link_count() != 0) return "links are left";
  for (const auto& [name, changed] : configuration_.models) {
    if (!changed.mqtt_enabled || !stage_->policies.contains(name)) continue;
    for (const LinkId link : {90U, 91U}) stage_->open(link, test::certificate('F'), name + ".example");
    authz::Namespace roomy = changed;
    roomy.maximum_sessions_per_authentication_name = 10;
    stage_->apply(roomy);
    const auto say = [&](LinkId link, const std::string& words) {
      stage_->input(link, packet_of(split(words), stage_->effects.inboxes[link].version));
    };
    say(90, "connect v5 id=bystander-1 user=bystander");
    say(91, "connect v3 id=bystander-2 user=bystander");
    say(90, "subscribe filter=bystander/#:1");
    say(91, "publish topic=bystander/x qos=1 payload=still-here");
    const auto& lines = stage_->effects.inboxes[90].lines;
    if (lines.empty() || lines.back().find("still-here") == std::string::npos) {
      return "bystanders in " + name + " are not served";
    }
    for (const LinkId link : {90U, 91U}) stage_->lose(link);
  }
  return std::nullopt;
}

}  // namespace eg::dialogues
