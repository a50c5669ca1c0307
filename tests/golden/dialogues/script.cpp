// Reads the files, plays steps, compares what is read with what is wanted.
#include "tests/golden/dialogues/script.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
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

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

/// Every wanted word stands in the line; `key~part` asks for a value that contains the part, `!key` for no
/// value.
bool fits(const std::vector<std::string>& line, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
    const std::size_t tilde = word.find('~');
    const auto has_prefix = [&](const std::string& prefix) {
      return std::any_of(line.begin(), line.end(),
                         [&](const std::string& each) { return each.starts_with(prefix); });
    };
    if (word.starts_with('!')) return !has_prefix(word.substr(1) + "=");
    if (tilde != std::string::npos) {
      const std::string prefix = word.substr(0, tilde) + "=";
      return std::any_of(line.begin(), line.end(), [&](const std::string& each) {
        return each.starts_with(prefix) && each.find(word.substr(tilde + 1)) != std::string::npos;
      });
    }
    return std::find(line.begin(), line.end(), word) != line.end();
  });
}

std::string underscored(std::string text) {
  std::replace(text.begin(), text.end(), ' ', '_');
  return text;
}

void add_binding(authz::Namespace& model, authz::Permission permission, const std::string& group,
                 std::vector<std::string> templates) {
  const std::string name = "binding" + std::to_string(model.permission_bindings.size());
  model.topic_spaces.push_back({name + "-space", std::move(templates)});
  model.permission_bindings.push_back({name, group, name + "-space", permission});
}

/// Two parties of their own in every namespace: they must be served whatever happens to others.
void add_bystander(authz::Namespace& model) {
  authz::Client client;
  client.name = client.authentication_name = "bystander";
  client.validation_scheme = authz::ValidationScheme::thumbprint_match;
  client.allowed_thumbprints = {std::string(64, 'F')};
  model.clients.push_back(client);
  model.client_groups.push_back({"bystanders", "authenticationName = 'bystander'"});
  add_binding(model, authz::Permission::publisher, "bystanders", {"bystander/#"});
  add_binding(model, authz::Permission::subscriber, "bystanders", {"bystander/#"});
}

std::optional<LinkId> link_of(const std::string& word) {
  if (word.size() < 2 || (word.back() != '>' && word.back() != '<') || word[0] < '0' || word[0] > '9')
    return {};
  return static_cast<LinkId>(std::stoul(word));
}

}  // namespace

std::vector<Dialogue> read_dialogues() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(EG_TESTDATA_DIR "/mqtt/dialogues")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Dialogue> dialogues;
  for (const auto& path : paths) {
    std::ifstream file(path);
    std::size_t number = 0;
    std::vector<Step> prologue;  // what stands before the first dialogue belongs to each
    bool is_prologue = true;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty() || line[0] == '#') continue;
      if (line.starts_with("== ")) {
        dialogues.push_back({line.substr(3), path.filename().string(), prologue});
        is_prologue = false;
        continue;
      }
      (is_prologue ? prologue : dialogues.back().steps).push_back({number, line, split(line)});
    }
  }
  return dialogues;
}

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
        step.words[0] == "event" || step.words[0] == "verify" || step.words[0] == "count";
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
  if (configure(step)) return std::nullopt;
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
    models_.erase(words.at(1));
  } else if (verb == "stop") {
    stage_->broker.stop(stage_->now);
  } else if (verb == "count") {
    const std::size_t count = stage_->broker.session_count(current_);
    if (count != std::stoul(words.at(1))) return "there are " + std::to_string(count) + " sessions";
  } else {
    return "no such step";
  }
  return std::nullopt;
}

bool Player::configure(const Step& step) {
  const std::vector<std::string>& words = step.words;
  const std::string& verb = words[0];
  if (verb == "quotas") {
    settings_.quotas = words.at(1) == "on";
    stage_.reset();  // settings hold from the start of a broker
  } else if (verb == "namespace") {
    current_ = words.at(1);
    const bool is_new = !models_.contains(current_);
    authz::Namespace& changed = models_[current_];
    if (is_new) add_bystander(changed);
    changed.name = current_;
    changed.mqtt_enabled = word_value(words, "mqtt", "on") == "on";
    changed.maximum_session_expiry_hours =
        static_cast<std::uint32_t>(std::stoul(word_value(words, "hours", "1")));
    changed.maximum_sessions_per_authentication_name =
        static_cast<std::uint32_t>(std::stoul(word_value(words, "sessions", "1")));
  } else if (verb == "client") {
    std::erase_if(model().clients,
                  [&](const authz::Client& one) { return one.authentication_name == words.at(1); });
    authz::Client client;
    client.name = client.authentication_name = words.at(1);
    client.enabled = word_value(words, "state", "Enabled") == "Enabled";
    const std::string thumbprint = word_value(words, "thumb", "");
    if (thumbprint.empty()) {
      client.validation_scheme = authz::ValidationScheme::subject_matches_authentication_name;
    } else {
      client.validation_scheme = authz::ValidationScheme::thumbprint_match;
      client.allowed_thumbprints = {std::string(64, thumbprint[0])};
    }
    const std::string kind = word_value(words, "kind", "");
    if (!kind.empty()) client.attributes["kind"] = kind;
    model().clients.push_back(client);
  } else if (verb == "remove-client") {
    std::erase_if(model().clients,
                  [&](const authz::Client& one) { return one.authentication_name == words.at(1); });
  } else if (verb == "group") {
    model().client_groups.push_back({words.at(1), "attributes.kind = '" + words.at(2) + "'"});
  } else if (verb == "publisher" || verb == "subscriber") {
    add_binding(model(), verb == "publisher" ? authz::Permission::publisher : authz::Permission::subscriber,
                words.at(1), {words.begin() + 2, words.end()});
  } else if (verb == "unbind") {
    auto& bindings = model().permission_bindings;
    std::erase_if(bindings,
                  [](const authz::PermissionBinding& one) { return one.client_group_name != "bystanders"; });
  } else if (verb == "ca") {
    model().ca_certificates.assign(words.begin() + 1, words.end());
  } else {
    return false;
  }
  return true;
}

void Player::apply() {
  for (const auto& [name, changed] : models_) stage_->apply(changed);
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
  int times = 1;
  std::vector<std::string> words(step.words.begin() + 1, step.words.end());
  if (words.at(0).starts_with("times=")) {
    times = std::stoi(words[0].substr(6));
    words.erase(words.begin());
  }
  const test::Bytes bytes = packet_of(words, inbox.version);
  for (; times > 0 && inbox.is_open; --times) stage_->input(link, bytes);
}

std::optional<std::string> Player::expect(LinkId link, const Step& step) {
  std::vector<std::string> wanted(step.words.begin() + 1, step.words.end());
  int times = 1;
  if (wanted.at(0).starts_with("times=")) {
    times = std::stoi(wanted[0].substr(6));
    wanted.erase(wanted.begin());
  }
  for (; times > 0; --times) {
    const std::string line = stage_->next_line(link);
    const std::vector<std::string> got = split(line);
    if (got.at(0) != wanted.at(0) || !fits(got, wanted)) return "the client reads: " + line;
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

std::optional<std::string> Player::serve_bystanders() {
  for (auto& [link, inbox] : stage_->effects.inboxes) {
    if (inbox.is_open) stage_->lose(link);
  }
  if (stage_->broker.link_count() != 0) return "links are left";
  for (const auto& [name, changed] : models_) {
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
