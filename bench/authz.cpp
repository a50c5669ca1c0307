// Measures decisions and policy changes.
//   bench_authz                  all scenarios, with the target of each
//   bench_authz SCENARIO COUNT   one of them, COUNT times, and nothing printed: for callgrind
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "authz/decide.hpp"
#include "authz/policy.hpp"
#include "bench/scenarios.hpp"
#include "server/broker/decisions.hpp"

namespace {

using namespace eg;
using bench::keep;
using bench::Scenario;

std::string number(std::size_t value) {
  return std::to_string(value);
}

authz::Client client(std::size_t index) {
  authz::Client made;
  made.name = "client-" + number(index);
  made.authentication_name = "device-" + number(index);
  made.validation_scheme = authz::ValidationScheme::thumbprint_match;
  made.allowed_thumbprints = {std::string(64, 'A')};
  made.attributes = {{"type", std::string("sensor")},
                     {"floor", static_cast<std::int64_t>(index % 10)},
                     {"areas", std::vector<std::string>{"north", "south"}}};
  return made;
}

/// Ten templates of which two depend on the client.
std::vector<std::string> templates(std::size_t space) {
  const std::string start = "site" + number(space) + "/";
  std::vector<std::string> made = {start + "${client.authenticationName}/telemetry",
                                   start + "${client.attributes.floor}/+/state"};
  for (std::size_t i = 2; i < 10; ++i) made.push_back(start + "line" + number(i) + "/+/data/#");
  return made;
}

/// Every client is in each group. `group_count` times `space_count` bindings, all of them Publisher.
authz::Namespace rules(std::size_t group_count, std::size_t space_count) {
  authz::Namespace model;
  model.name = "bench";
  model.mqtt_enabled = true;
  for (std::size_t space = 0; space < space_count; ++space) {
    model.topic_spaces.push_back({"space-" + number(space), templates(space)});
  }
  for (std::size_t group = 0; group < group_count; ++group) {
    const std::string name = "group-" + number(group);
    model.client_groups.push_back(
        {name, "attributes.type = 'sensor' and attributes.floor < " + number(10 + group)});
    for (std::size_t space = 0; space < space_count; ++space) {
      model.permission_bindings.push_back({"binding-" + number(group) + "-" + number(space), name,
                                           "space-" + number(space), authz::Permission::publisher});
    }
  }
  return model;
}

/// What a namespace may have: ten groups with a tenth of the clients each, ten spaces, a binding of both
/// permissions for each of them.
authz::Namespace large_namespace(std::size_t client_count) {
  authz::Namespace model = rules(0, 10);
  for (std::size_t index = 0; index < 10; ++index) {
    const std::string group = "group-" + number(index);
    model.client_groups.push_back({group, "attributes.floor = " + number(index)});
    for (const auto permission : {authz::Permission::publisher, authz::Permission::subscriber}) {
      const std::string kind = permission == authz::Permission::publisher ? "publish-" : "subscribe-";
      model.permission_bindings.push_back(
          {kind + number(index), group, "space-" + number(index), permission});
    }
  }
  for (std::size_t index = 0; index < client_count; ++index) model.clients.push_back(client(index));
  return model;
}

/// A hundred spaces of which all templates are alike up to what stands behind a wildcard.
authz::Namespace rules_alike() {
  authz::Namespace model = rules(1, 100);
  for (std::size_t space = 0; space < model.topic_spaces.size(); ++space) {
    for (std::size_t i = 0; i < 10; ++i) {
      model.topic_spaces[space].topic_templates[i] =
          "company/plant/+/line" + number(space * 10 + i) + "/+/data/#";
    }
  }
  return model;
}

std::function<void()> cached_decision() {
  broker::PublishDecisions decisions;
  for (std::size_t i = 0; i < 8; ++i)
    decisions.remember_allowed("site1/line" + number(i) + "/machine7/data/temperature");
  auto kept = std::make_shared<broker::PublishDecisions>(std::move(decisions));
  const std::string topic = "site1/line3/machine7/data/temperature";
  return [kept, topic] { keep(kept->is_allowed(topic) ? 1 : 0); };
}

std::function<void()> uncached_decision(const authz::Namespace& bound, const std::string& topic,
                                        bool is_filter) {
  authz::Namespace model = bound;
  model.clients = {client(7)};
  if (is_filter) {
    for (authz::PermissionBinding& binding : model.permission_bindings)
      binding.permission = authz::Permission::subscriber;
  }
  const auto principal = authz::compile(model, nullptr)->find("device-7");
  return [principal, topic, is_filter] {
    const auto decision = is_filter ? authz::decide_subscribe(*principal, topic, false)
                                    : authz::decide_publish(*principal, topic);
    keep(static_cast<std::size_t>(decision.reason));
  };
}

std::function<void()> whole_compile(std::size_t client_count) {
  const auto model = std::make_shared<authz::Namespace>(large_namespace(client_count));
  return [model] { keep(authz::compile(*model, nullptr)->client_count()); };
}

std::function<void()> changed_client(std::size_t client_count) {
  const auto policy =
      std::make_shared<authz::PolicyPointer>(authz::compile(large_namespace(client_count), nullptr));
  const auto index = std::make_shared<std::size_t>(0);
  return [policy, index, client_count] {
    authz::Client changed = client(*index * 7'919 % client_count);
    changed.attributes["version"] = static_cast<std::int64_t>(++*index);
    *policy = authz::with_client(**policy, changed);
    keep((*policy)->changed_names().size());
  };
}

std::vector<Scenario> scenarios() {
  const char* const covered = "site5/line3/machine7/data/temperature";
  const char* const refused = "site5/line3/machine7/date/temperature";
  const char* const nowhere = "elsewhere/line3/machine7/data/temperature";
  const auto uncached = [](std::size_t groups, std::size_t spaces, const char* topic, bool is_filter) {
    return [=] { return uncached_decision(rules(groups, spaces), topic, is_filter); };
  };
  return {
      {"cached-decision", 50, 10'000'000, cached_decision},
      {"uncached-publish-allowed", 5'000, 1'000'000, uncached(1, 10, covered, false)},
      {"uncached-publish-10-spaces", 5'000, 100'000, uncached(10, 10, refused, false)},
      {"uncached-publish-100-spaces", 5'000, 100'000, uncached(1, 100, refused, false)},
      {"uncached-publish-elsewhere", 5'000, 100'000, uncached(1, 100, nowhere, false)},
      {"uncached-subscribe-100-spaces", 5'000, 100'000, uncached(1, 100, "site5/line3/+/date/#", true)},
      {"uncached-publish-alike", 5'000, 100'000,
       [] {
         return uncached_decision(rules_alike(), "company/plant/hall/line-none/machine7/data/x", false);
       }},
      {"compile-10000-clients", 50e6, 10, [] { return whole_compile(10'000); }},
      {"changed-client-of-1000", 50'000, 20'000, [] { return changed_client(1'000); }},
      {"changed-client-of-10000", 50'000, 20'000, [] { return changed_client(10'000); }},
      {"changed-client-of-100000", 50'000, 20'000, [] { return changed_client(100'000); }},
  };
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<Scenario> all = scenarios();
  return eg::bench::run({arguments, static_cast<std::size_t>(count)}, all);
}
