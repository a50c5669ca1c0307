// Reads the question, decides as the broker does, and writes the trail.
#include "server/control/explaining.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "authz/authentication_trail.hpp"
#include "authz/explain.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/problems.hpp"
#include "server/control/explanation_json.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {
namespace {

using authz::Reason;

struct Member {
  std::string_view name;
  std::string_view allowed;  ///< values separated by `|`; empty: any text
};
constexpr std::array<Member, 7> members{{{"namespace", ""},
                                         {"client", ""},
                                         {"certificate", ""},
                                         {"userName", ""},
                                         {"action", "connect|publish|subscribe"},
                                         {"topic", ""},
                                         {"protocol", "MQTT3|MQTT5"}}};

std::string member_names() {
  std::string names;
  for (const Member& member : members) {
    names += (names.empty() ? "" : ", ") + std::string(member.name);
  }
  return names;
}

bool is_among(std::string_view value, std::string_view allowed) {
  while (true) {
    const std::size_t bar = std::min(allowed.find('|'), allowed.size());
    if (value == allowed.substr(0, bar)) {
      return true;
    }
    if (bar == allowed.size()) {
      return false;
    }
    allowed.remove_prefix(bar + 1);
  }
}

/// Unknown, wrongly typed and wrong values.
void check_members(const rapidjson::Value& body, arm::Problems& problems) {
  for (const auto& member : body.GetObject()) {
    const std::string_view name = arm::text_of(member.name);
    const auto known =
        std::find_if(members.begin(), members.end(), [name](const Member& one) { return one.name == name; });
    if (known == members.end()) {
      problems.add(arm::ErrorCode::invalid_request, arm::excerpt(name),
                   "There is no member '" + arm::excerpt(name) + "' here: " + member_names() + " are known.");
    } else if (!member.value.IsString()) {
      problems.add(arm::ErrorCode::invalid_request_content, std::string(name),
                   "'" + std::string(name) + "' must be a text.");
    } else if (!known->allowed.empty() && !is_among(arm::text_of(member.value), known->allowed)) {
      std::string values(known->allowed);
      std::replace(values.begin(), values.end(), '|', ' ');
      problems.add(arm::ErrorCode::invalid_request, std::string(name),
                   "'" + arm::excerpt(arm::text_of(member.value)) + "' is no " + std::string(name) +
                       ": it must be one of " + values + ".");
    }
  }
}

/// What was asked, with what it refers to.
struct Question {
  const authz::Policy* policy = nullptr;
  std::optional<authz::PeerCertificate> certificate;
  std::string certificate_pem;
  std::string user_name;
  std::string action;
  std::string topic;
  bool is_v311 = false;
};

void find_namespace(const Context& context, std::string_view name, Question& question,
                    arm::Problems& problems) {
  if (name.empty()) {
    problems.add(arm::ErrorCode::invalid_request, "namespace", "Name the namespace in 'namespace'.");
    return;
  }
  const std::string key = context.models.key_of_name(name);
  question.policy = key.empty() ? nullptr : context.models.policy(key);
  if (question.policy == nullptr) {
    problems.add(arm::ErrorCode::invalid_request, "namespace",
                 "There is no namespace '" + arm::excerpt(name) + "': create it, or name another.");
  }
}

void take_certificate(const Context& context, Question& question, arm::Problems& problems) {
  if (question.certificate_pem.empty()) {
    return;
  }
  if (context.settings.read_client_certificate == nullptr) {
    problems.add(arm::ErrorCode::not_emulated, "certificate", "Certificates are not read here.");
    return;
  }
  auto read = context.settings.read_client_certificate(question.certificate_pem);
  if (read) {
    question.certificate = *std::move(read);
  } else {
    problems.add(read.error().code, "certificate", read.error().message);
  }
}

boost::system::result<Question, arm::Error> read_question(const Context& context) {
  auto body = arm::parse_json(context.request.body);
  if (!body) {
    return body.error();
  }
  if (!body->IsObject()) {
    return arm::Error(arm::ErrorCode::invalid_request_content,
                      "The body must be an object with these members: " + member_names() + ".");
  }
  arm::Problems problems;
  check_members(*body, problems);
  const auto text = [&body](std::string_view name) { return std::string(arm::text_at(*body, name)); };
  Question question;
  question.action = text("action");
  question.topic = text("topic");
  question.certificate_pem = text("certificate");
  question.is_v311 = text("protocol") == "MQTT3";
  question.user_name = text("userName");
  const std::string client = text("client");
  if (client.empty() && question.certificate_pem.empty()) {
    problems.add(arm::ErrorCode::invalid_request, "client",
                 "Say who asks: 'client' (an authentication name) or 'certificate' (PEM), or both.");
  }
  if (!client.empty() && !question.user_name.empty() && client != question.user_name) {
    problems.add(arm::ErrorCode::invalid_request, "userName",
                 "'client' and 'userName' both give the authentication name: send one of them.");
  }
  if (question.user_name.empty()) {
    question.user_name = client;
  }
  if (arm::find_member(*body, "action") == nullptr) {
    problems.add(arm::ErrorCode::invalid_request, "action",
                 "Say what is tried: 'action' is connect, publish or subscribe.");
  }
  if ((question.action == "publish" || question.action == "subscribe") &&
      arm::find_member(*body, "topic") == nullptr) {
    problems.add(arm::ErrorCode::invalid_request, "topic", "'topic' is missing: the topic or filter.");
  }
  find_namespace(context, text("namespace"), question, problems);
  take_certificate(context, question, problems);
  if (!problems.empty()) {
    return std::move(problems).to_error();
  }
  return question;
}

/// The identity as far as it can be judged here.
struct Identified {
  authz::Authentication outcome;
  authz::AuthenticationTrail trail;
  std::string_view chain;        ///< in words; empty: the scheme looks at no chain
  bool is_undetermined = false;  ///< more would have to be known
};

Identified identify(const Context& context, const Question& question) {
  authz::Credentials credentials;
  if (!question.user_name.empty()) {
    credentials.user_name = question.user_name;
  }
  credentials.certificate = question.certificate ? &*question.certificate : nullptr;
  const std::int64_t now_unix_seconds = context.now_unix_milliseconds / 1000;
  const authz::Policy& policy = *question.policy;
  Identified identified;
  identified.outcome = authz::authenticate(policy, credentials, now_unix_seconds);
  if (identified.outcome.kind == authz::Authentication::Kind::needs_chain) {
    if (context.settings.verify_chain) {
      credentials.chain = context.settings.verify_chain(question.certificate_pem,
                                                        policy.settings().ca_certificates, now_unix_seconds);
      identified.outcome = authz::authenticate(policy, credentials, now_unix_seconds);
    }
    const authz::ChainOutcome outcome = credentials.chain.outcome;
    identified.chain = outcome == authz::ChainOutcome::not_checked ? "not checked"
                       : outcome == authz::ChainOutcome::trusted   ? "trusted"
                                                                   : "not trusted";
  }
  const bool lacks_certificate =
      !question.certificate && identified.outcome.reason == Reason::no_client_certificate;
  identified.is_undetermined =
      lacks_certificate || identified.outcome.kind == authz::Authentication::Kind::needs_chain;
  identified.trail = authz::trail_of(policy, credentials, identified.outcome);
  return identified;
}

struct Verdict {
  std::string_view decision;  ///< allowed, denied, undetermined
  std::string_view reason;    ///< stable identifier; empty when undetermined
  std::string cause;
  std::string cure;
  std::string explanation;  ///< the line that the log would have
};

Verdict verdict_on(const Identified& identified) {
  const authz::ReasonRow& row = authz::row(identified.outcome.reason);
  if (identified.is_undetermined && identified.trail.presented_thumbprint.empty()) {
    return {"undetermined",
            {},
            "Whether the client may connect depends on its certificate.",
            "Send the certificate in 'certificate' (PEM).",
            identified.trail.detail};
  }
  if (identified.is_undetermined) {
    return {"undetermined",
            {},
            "Whether the client may connect depends on the chain of its certificate.",
            "Connect: chains are verified at CONNECT.",
            identified.trail.detail};
  }
  const bool is_granted = identified.outcome.kind == authz::Authentication::Kind::granted;
  return {is_granted ? "allowed" : "denied", row.identifier, std::string(row.cause), identified.trail.cure,
          authz::to_line(identified.trail)};
}

Verdict verdict_on(const authz::Trail& trail) {
  const authz::ReasonRow& row = authz::row(trail.decision.reason);
  return {trail.decision.allowed ? "allowed" : "denied", row.identifier, std::string(row.cause), trail.cure,
          authz::to_line(trail)};
}

authz::Trail judge(const Context& context, const Question& question, const authz::Principal& principal) {
  const auto limits =
      context.settings.quotas ? authz::TopicLimits::of_the_service : authz::TopicLimits::lifted;
  const bool publishes = question.action == "publish";
  const authz::Decision decision =
      publishes ? authz::decide_publish(principal, question.topic, limits)
                : authz::decide_subscribe(principal, question.topic, question.is_v311, limits);
  return authz::trail_of(*question.policy, principal,
                         publishes ? authz::Permission::publisher : authz::Permission::subscriber,
                         question.topic, decision);
}

void write_verdict(JsonText& json, const Verdict& verdict) {
  json.member("decision", verdict.decision);
  if (!verdict.reason.empty()) {
    json.member("reason", verdict.reason);
  }
  json.member("cause", verdict.cause);
  if (!verdict.cure.empty()) {
    json.member("cure", verdict.cure);
  }
  json.member("explanation", verdict.explanation);
}

}  // namespace

Answer post_explain(Context& context) {
  const auto read = read_question(context);
  if (!read) {
    return read.error();
  }
  const Question& question = *read;
  JsonText json;
  json.begin_object().member("namespace", question.policy->settings().name).member("action", question.action);
  if (question.action != "connect") {
    json.member("topic", question.topic);
  }
  if (!question.policy->settings().mqtt_enabled) {
    const authz::ReasonRow& row = authz::row(Reason::mqtt_disabled);
    const std::string cause(row.cause);
    write_verdict(json, {"denied", row.identifier, cause, std::string(row.cure), cause});
    return json_response(200, json.end_object().take());
  }
  const Identified identified = identify(context, question);
  const authz::PrincipalPointer& principal = identified.outcome.principal;
  const bool may_go_on =
      identified.is_undetermined || identified.outcome.kind == authz::Authentication::Kind::granted;
  const bool asks_for_topic = question.action != "connect" && may_go_on;
  if (principal != nullptr) {
    json.member("client", principal->client.authentication_name);
  }
  if (asks_for_topic) {
    const authz::Trail trail = judge(context, question, *principal);
    write_verdict(json, verdict_on(trail));
    write_nearest_miss(json, trail);
    write_bindings(json, trail);
  } else {
    write_verdict(json, verdict_on(identified));
  }
  if (principal != nullptr) {
    write_groups(json, authz::memberships(*question.policy, *principal));
  }
  if (question.certificate || question.action == "connect" || !may_go_on) {
    write_authentication(json, identified.trail, identified.chain);
  }
  return json_response(200, json.end_object().take());
}

}  // namespace eg::control
