// Measures decisions and policy changes: CPU nanoseconds of one call, by a loop; or a loop of a given length
// alone, for callgrind. Knows no time but its own process's.
//   bench_authz                  all scenarios, with the target of each
//   bench_authz SCENARIO COUNT   one of them, COUNT times, and nothing printed
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <string>
#include <vector>

#include "authz/decide.hpp"
#include "authz/policy.hpp"
#include "server/broker/decisions.hpp"

namespace {

using namespace eg;

/// Every value that a loop makes ends here, so that no compiler leaves the loop out.
volatile std::size_t sink = 0;

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

struct Scenario {
  const char* name;
  double target_nanoseconds;
  std::size_t count;  ///< for a loop of some tenths of a second
  /// Prepares, and returns what is measured.
  std::function<std::function<void()>()> prepare;
};

std::function<void()> cached_decision() {
  broker::PublishDecisions decisions;
  for (std::size_t i = 0; i < 8; ++i)
    decisions.remember_allowed("site1/line" + number(i) + "/machine7/data/temperature");
  auto kept = std::make_shared<broker::PublishDecisions>(std::move(decisions));
  const std::string topic = "site1/line3/machine7/data/temperature";
  return [kept, topic] { sink = sink + (kept->is_allowed(topic) ? 1 : 0); };
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
    sink = sink + static_cast<std::size_t>(decision.reason);
  };
}

std::function<void()> whole_compile(std::size_t client_count) {
  const auto model = std::make_shared<authz::Namespace>(large_namespace(client_count));
  return [model] { sink = sink + authz::compile(*model, nullptr)->client_count(); };
}

std::function<void()> changed_client(std::size_t client_count) {
  const auto policy =
      std::make_shared<authz::PolicyPointer>(authz::compile(large_namespace(client_count), nullptr));
  const auto index = std::make_shared<std::size_t>(0);
  return [policy, index, client_count] {
    authz::Client changed = client(*index * 7'919 % client_count);
    changed.attributes["version"] = static_cast<std::int64_t>(++*index);
    *policy = authz::with_client(**policy, changed);
    sink = sink + (*policy)->changed_names().size();
  };
}

std::vector<Scenario> scenarios() {
  const char* const refused = "site5/line3/machine7/date/temperature";
  const char* const nowhere = "elsewhere/line3/machine7/data/temperature";
  const auto uncached = [](std::size_t groups, std::size_t spaces, const char* topic, bool is_filter) {
    return [=] { return uncached_decision(rules(groups, spaces), topic, is_filter); };
  };
  return {
      {"cached-decision", 50, 10'000'000, cached_decision},
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

double cpu_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

/// The best of five loops: what disturbs a loop only ever makes it longer.
double nanoseconds_per_call(const Scenario& scenario) {
  const std::function<void()> call = scenario.prepare();
  call();
  double best = 1e18;
  for (int round = 0; round < 5; ++round) {
    const double begin = cpu_nanoseconds();
    for (std::size_t i = 0; i < scenario.count; ++i) call();
    const double each = (cpu_nanoseconds() - begin) / static_cast<double>(scenario.count);
    if (each < best) best = each;
  }
  return best;
}

}  // namespace

int main(int count, char** arguments) {
  if (count == 3) {
    for (const Scenario& scenario : scenarios()) {
      if (std::string(arguments[1]) != scenario.name) continue;
      const std::function<void()> call = scenario.prepare();
      for (long i = std::strtol(arguments[2], nullptr, 10); i > 0; --i) call();
      return 0;
    }
  }
  if (count != 1) {
    std::fprintf(stderr,
                 "usage: bench_authz [SCENARIO COUNT]; the scenarios are what it prints without arguments\n");
    return 2;
  }
  for (const Scenario& scenario : scenarios()) {
    std::printf("%-30s %12.1f ns, at most %.0f\n", scenario.name, nanoseconds_per_call(scenario),
                scenario.target_nanoseconds);
    std::fflush(stdout);
  }
  return 0;
}
