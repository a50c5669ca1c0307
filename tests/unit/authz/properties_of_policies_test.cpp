// Random policies against a naive decider, and changed policies against ones compiled anew.
#include <algorithm>
#include <set>

#include "authz/case_fold.hpp"
#include "authz/decide.hpp"
#include "tests/support/authz_naive_query.hpp"
#include "tests/support/authz_naive_topics.hpp"
#include "tests/support/authz_random_model.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz_test;
using eg::authz::Client;
using eg::authz::Namespace;
using eg::authz::Permission;
using eg::authz::PolicyPointer;
using eg::authz::Reason;

namespace {

bool same_name(const std::string& left, const std::string& right) {
  return eg::authz::fold_case(left) == eg::authz::fold_case(right);
}

bool is_bound(const Namespace& model, const eg::authz::PermissionBinding& binding, const Client& client) {
  if (same_name(binding.client_group_name, "$all")) return true;
  for (const eg::authz::ClientGroup& group : model.client_groups) {
    if (same_name(group.name, binding.client_group_name))
      return NaiveQuery(group.query, client).answer().value();
  }
  return false;
}

/// broker-behaviour 6.2 word by word; `text` is well formed and within the limits.
Reason naive_decision(const Namespace& model, const Client& client, Permission permission,
                      const std::string& text) {
  if (text.starts_with('$')) return Reason::topic_reserved;
  bool has_binding = false;
  for (const eg::authz::PermissionBinding& binding : model.permission_bindings) {
    if (binding.permission != permission || !is_bound(model, binding, client)) continue;
    has_binding = true;  // whatever its topic space grants
    for (const eg::authz::TopicSpace& space : model.topic_spaces) {
      if (!same_name(space.name, binding.topic_space_name)) continue;
      for (const std::string& one : space.topic_templates) {
        for (const NaivePattern& pattern : naive_expansions(one, client)) {
          const bool fits = permission == Permission::publisher ? naive_matches(pattern, split_levels(text))
                                                                : naive_covers(pattern, split_levels(text));
          if (fits) return Reason::allowed;
        }
      }
    }
  }
  return has_binding ? Reason::no_topic_space_matches : Reason::no_permission_binding;
}

/// Near what a template of the model grants the client, so that answers are not all no.
std::string near_text(RandomModel& random, const Namespace& model, const Client& client, bool is_publish) {
  std::string text = is_publish ? random.topic() : random.filter();
  if (model.topic_spaces.empty() || random.one_in(3)) return text;
  const auto& templates = model.topic_spaces[random.below(model.topic_spaces.size())].topic_templates;
  const auto patterns = naive_expansions(templates[random.below(templates.size())], client);
  if (patterns.empty()) return text;
  text.clear();
  for (const NaiveLevel& level : patterns[random.below(patterns.size())]) {
    if (!text.empty()) text += '/';
    text +=
        level.is_wildcard && (is_publish || random.one_in(2)) ? random.one_of({"a", "b", "x/y"}) : level.text;
  }
  return text.empty() ? "a" : text;
}

/// Distinct authentication names, as control sees to.
Client new_client(RandomModel& random, const Namespace& model) {
  for (;;) {
    const std::string name = random.name();
    const bool is_taken =
        std::any_of(model.clients.begin(), model.clients.end(),
                    [&name](const Client& other) { return same_name(other.authentication_name, name); });
    if (!is_taken) return random.client(name);
  }
}

/// Every principal of `policy` is what a compile of the whole model makes, and only those that differ from
/// `before` are told as changed.
void check_same_as_anew(const PolicyPointer& policy, const Namespace& model, const PolicyPointer& before) {
  const PolicyPointer anew = eg::authz::compile(model, nullptr);
  if (policy->client_count() != model.clients.size()) FAIL("clients: " << policy->client_count());
  std::set<std::string> changed;
  for (const Client& client : model.clients) {
    const auto principal = policy->find(client.authentication_name);
    if (principal == nullptr || !(*principal == *anew->find(client.authentication_name))) {
      FAIL("the principal of " << shown(client) << " differs");
    }
    const auto old = before->find(client.authentication_name);
    if (old != nullptr && *old == *principal) {
      if (old != principal) FAIL("the principal of " << shown(client) << " is the same but not shared");
    } else {
      changed.insert(eg::authz::fold_case(client.authentication_name));
    }
  }
  before->principals().for_each([&](const std::string& name, const auto&) {
    if (policy->find(name) == nullptr) changed.insert(name);
  });
  const std::set<std::string> told(policy->changed_names().begin(), policy->changed_names().end());
  if (told != changed || told.size() != policy->changed_names().size()) FAIL("changed names");
}

}  // namespace

TEST_CASE("random policies decide as a naive reader does") {
  std::size_t allowed = 0;
  std::size_t asked = 0;
  for (std::uint32_t seed = 1; seed <= 3'000; ++seed) {
    RandomModel random(seed);
    Namespace model = empty_namespace();
    for (std::size_t count = 1 + random.below(3); count > 0; --count) {
      model.clients.push_back(new_client(random, model));
    }
    random.add_rules(model);
    const PolicyPointer policy = eg::authz::compile(model, nullptr);
    for (const Client& client : model.clients) {
      const auto principal = policy->find(client.authentication_name);
      for (int question = 0; question < 12; ++question) {
        const bool is_publish = question % 2 == 0;
        const std::string text = near_text(random, model, client, is_publish);
        const auto decision =
            is_publish ? decide_publish(*principal, text) : decide_subscribe(*principal, text, false);
        const Reason expected =
            naive_decision(model, client, is_publish ? Permission::publisher : Permission::subscriber, text);
        ++asked;
        allowed += decision.allowed ? 1 : 0;
        if (decision.allowed == (expected == Reason::allowed) && decision.reason == expected) continue;
        FAIL("seed " << seed << "\n"
                     << shown(model) << (is_publish ? "publish to '" : "subscribe to '") << text << "' by '"
                     << client.authentication_name << "': allowed " << decision.allowed << ", reason "
                     << static_cast<int>(decision.reason) << ", expected " << static_cast<int>(expected));
      }
    }
  }
  INFO(allowed << " of " << asked);
  CHECK((allowed > asked / 20 && allowed < asked / 2));
}

TEST_CASE("a changed policy is the one that a compile of everything makes") {
  for (std::uint32_t seed = 1; seed <= 400; ++seed) {
    RandomModel random(seed);
    Namespace model = empty_namespace();
    random.add_rules(model);
    PolicyPointer policy = eg::authz::compile(model, nullptr);
    for (int step = 0; step < 12; ++step) {
      const PolicyPointer before = policy;
      const std::size_t kind = random.below(5);
      INFO("seed " << seed << ", step " << step << " of kind " << kind << "\n" << shown(model));
      if (model.clients.size() < 2 || kind == 0) {
        if (model.clients.size() > 8) continue;
        model.clients.push_back(new_client(random, model));
        policy = with_client(*before, model.clients.back());
      } else if (kind == 1) {  // the name in another case is the same client
        Client& client = model.clients[random.below(model.clients.size())];
        client = random.client(random.one_in(2) ? eg::authz::fold_case(client.authentication_name)
                                                : client.authentication_name);
        policy = with_client(*before, client);
      } else if (kind == 2) {
        const auto gone =
            model.clients.begin() + static_cast<std::ptrdiff_t>(random.below(model.clients.size()));
        policy = without_client(*before, gone->authentication_name);
        model.clients.erase(gone);
      } else {
        const Namespace old = model;
        random.add_rules(model);
        if (random.one_in(3)) model.client_groups = old.client_groups;
        if (random.one_in(3)) model.topic_spaces = old.topic_spaces;
        if (random.one_in(3)) model.permission_bindings = old.permission_bindings;
        policy = kind == 3 ? compile_rules(model, *before) : compile(model, before.get());
      }
      check_same_as_anew(policy, model, before);
    }
  }
}
