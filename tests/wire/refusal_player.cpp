// One function per verb; resources in one line each.
#include "tests/wire/refusal_player.hpp"

#include <algorithm>
#include <stdexcept>

#include "protocol/arm/system_data.hpp"
#include "server/io/clock.hpp"
#include "tests/golden/dialogues/packet_words.hpp"
#include "tests/support/broker_received.hpp"
#include "tests/support/wire_certificates.hpp"
#include "tests/wire/refusal_certificates.hpp"

namespace eg::test {
namespace {

using dialogues::word_value;

constexpr const char* usual_namespace = "refusal-ns";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string with_blanks(std::string text) {
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string quoted(const std::string& text) {
  return "\"" + text + "\"";
}

/// After the first `count` words of a step.
std::string rest_of(const dialogues::Step& step, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0; --count) at = step.text.find_first_not_of(' ', step.text.find(' ', at));
  return step.text.substr(at);
}

std::string client_properties(const std::vector<std::string>& words) {
  const std::string certificate = word_value(words, "cert", "");
  std::string authentication =
      R"({"validationScheme":")" + word_value(words, "scheme", "ThumbprintMatch") + "\"";
  if (!certificate.empty()) {
    authentication +=
        R"(,"allowedThumbprints":[)" + quoted(certificate_called(certificate)->thumbprint) + "]";
  }
  return R"({"authenticationName":)" + quoted(word_value(words, "name", words.at(1))) + R"(,"state":)" +
         quoted(word_value(words, "state", "Enabled")) + R"(,"attributes":)" +
         word_value(words, "attributes", "{}") + R"(,"clientCertificateAuthentication":)" + authentication +
         "}}";
}

}  // namespace

std::optional<std::string> RefusalPlayer::play(const dialogues::Dialogue& set_up) {
  since_ = arm::system_data_time(io::unix_milliseconds());
  std::optional<std::string> failure;
  for (const dialogues::Step& step : set_up.steps) {
    try {
      failure = perform(step);
    } catch (const std::exception& error) {
      failure = error.what();
    }
    if (failure) {
      failure = set_up.file + ":" + std::to_string(step.line_number) + ": " + step.text + "\n  " + *failure;
      break;
    }
  }
  links_.clear();
  for (const std::string& name : namespaces_) request("DELETE", WireEmulator::arm_target(name));
  namespaces_.clear();
  return failure;
}

std::optional<std::string> RefusalPlayer::perform(const dialogues::Step& step) {
  const Words& words = step.words;
  if (configure(step)) return std::nullopt;
  if (const auto number = dialogues::link_of(words[0])) return talk(*number, step);
  if (words[0] == "denied") return expect_denial(words);
  if (words[0] == "explained") return expect_explanation(step);
  if (words[0] != "open") return "no such step";
  Link link;
  link.carrier = tls_carrier(emulator_, {.identity = certificate_called(word_value(words, "cert", "A")),
                                         .server_name = word_value(words, "sni", "localhost")});
  links_.insert_or_assign(static_cast<std::uint32_t>(std::stoul(words.at(1))), std::move(link));
  return std::nullopt;
}

/// `namespace`, `client`, `group`, `space`, `bind`, `unbind`, `ca`, `unca`: each a request on the management
/// endpoint.
bool RefusalPlayer::configure(const dialogues::Step& step) {
  const Words& words = step.words;
  const std::string home = word_value(words, "in", usual_namespace) + "/";
  if (words[0] == "namespace") {
    const std::string name = word_value(words, "in", usual_namespace);
    const std::string properties =
        words.back().starts_with("{") ? words.back() : R"({"topicSpacesConfiguration":{"state":"Enabled"}})";
    namespaces_.insert(name);
    const HttpReply reply = request(
        "PUT", replaced(WireEmulator::arm_target(name), "2025-02-15", word_value(words, "api", "2025-02-15")),
        R"({"location":"eastus","properties":)" + properties + "}");
    if (reply.status / 100 != 2) throw std::runtime_error("PUT is answered " + reply.body);
  } else if (words[0] == "client") {
    put(home + "clients/" + words.at(1), client_properties(words));
  } else if (words[0] == "group") {
    put(home + "clientGroups/" + words.at(1), R"({"query":)" + quoted(rest_of(step, 2)) + "}");
  } else if (words[0] == "space") {
    std::string templates;
    for (auto text = words.begin() + 2; text != words.end(); ++text) {
      templates += (templates.empty() ? "" : ",") + quoted(*text);
    }
    put(home + "topicSpaces/" + words.at(1), R"({"topicTemplates":[)" + templates + "]}");
  } else if (words[0] == "bind") {
    put(home + "permissionBindings/" + words.at(1), R"({"permission":)" + quoted(words.at(2)) +
                                                        R"(,"clientGroupName":)" + quoted(words.at(3)) +
                                                        R"(,"topicSpaceName":)" + quoted(words.at(4)) + "}");
  } else if (words[0] == "unbind") {
    request("DELETE", WireEmulator::arm_target(home + "permissionBindings/" + words.at(1)));
  } else if (words[0] == "ca") {
    put(home + "caCertificates/" + words.at(1),
        R"({"encodedCertificate":)" + quoted(json_line(io::to_pem(authority_called(words.at(2))))) + "}");
  } else if (words[0] == "unca") {
    request("DELETE", WireEmulator::arm_target(home + "caCertificates/" + words.at(1)));
  } else {
    return false;
  }
  return true;
}

std::optional<std::string> RefusalPlayer::talk(std::uint32_t number, const dialogues::Step& step) {
  Link& link = links_.at(number);
  auto [times, words] = dialogues::repeated(step);
  if (step.words[0].back() == '>') {
    const Bytes bytes = dialogues::packet_of(words, link.version);
    for (; times > 0; --times) link.carrier->send(bytes);
    return std::nullopt;
  }
  for (; times > 0; --times) {
    const std::optional<Bytes> packet = link.carrier->packet();
    const std::string line = packet ? received_lines(*packet, link.version).at(0) : "closed";
    if (!dialogues::reads(line, words)) return "the client reads: " + line;
  }
  return std::nullopt;
}

std::optional<std::string> RefusalPlayer::expect_denial(const Words& words) {
  const std::string& reason = words.at(1);
  const HttpReply reply = request("GET", "/emulator/denials?since=" + since_ + "&reason=" + reason +
                                             "&kind=" + word_value(words, "kind", "connect"));
  if (reply.status != 200 || reply.body.find("\"reason\":\"" + reason + "\"") == std::string::npos) {
    return "there is no such denial: " + request("GET", "/emulator/denials?since=" + since_).body;
  }
  for (const std::string& word : words) {
    if (word.starts_with("~") && reply.body.find(with_blanks(word.substr(1))) == std::string::npos) {
      return "the denial does not say so: " + reply.body;
    }
  }
  seen_reasons_.insert(reason);
  return std::nullopt;
}

/// `explained DECISION WORD... {question}`: the answer has the decision, and each word as one of its values.
std::optional<std::string> RefusalPlayer::expect_explanation(const dialogues::Step& step) {
  std::string question = step.text.substr(step.text.find('{'));
  if (question.find("\"namespace\"") == std::string::npos) {
    question = std::string(R"({"namespace":")") + usual_namespace + "\"," + question.substr(1);
  }
  for (const std::string& name : names_of_certificates()) {
    if (question.find("$" + name) == std::string::npos) continue;
    question = replaced(question, "$" + name, json_line(presented_pem(*certificate_called(name))));
  }
  const HttpReply reply = request("POST", "/emulator/explain", question);
  const auto says = [&reply](const std::string& member, const std::string& value) {
    return reply.body.find("\"" + member + "\":\"" + value + "\"") != std::string::npos;
  };
  if (!says("decision", step.words.at(1))) return "the answer is " + reply.body;
  for (auto word = step.words.begin() + 2; word != step.words.end() && !word->starts_with("{"); ++word) {
    if (!says("reason", *word) && !says("kind", *word)) return "no " + *word + ": " + reply.body;
  }
  return std::nullopt;
}

void RefusalPlayer::put(const std::string& path, const std::string& properties) {
  const HttpReply reply =
      request("PUT", WireEmulator::arm_target(path), R"({"properties":)" + properties + "}");
  if (reply.status / 100 != 2) throw std::runtime_error("PUT " + path + " is answered " + reply.body);
}

HttpReply RefusalPlayer::request(const std::string& method, const std::string& target,
                                 const std::string& body) {
  https_.send(http_text({method, target, body}));
  return read_reply(https_);
}

}  // namespace eg::test
