#include "authz/policy.hpp"

#include "authz/decide.hpp"
#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::add_binding;
using eg::authz_test::client;
using eg::authz_test::empty_namespace;

namespace {

Namespace two_clients() {
  Namespace model = empty_namespace();
  model.clients = {client("Alpha", {{"area", std::string("north")}}), client("beta")};
  model.client_groups = {{"north", "attributes.area = 'north'"}};
  add_binding(model, "all-pub", "$all", Permission::publisher, {"up/${client.authenticationName}"});
  add_binding(model, "north-sub", "north", Permission::subscriber, {"north/#"});
  return model;
}

}  // namespace

TEST_CASE("a policy has the settings, and the clients by name without case") {
  Namespace model = two_clients();
  model.ca_certificates = {{.name = "root", .der = "DER"}};
  model.maximum_sessions_per_authentication_name = 3;
  const auto policy = compile(model, nullptr);
  CHECK(policy->settings().hostname == "localhost");
  CHECK(policy->settings().mqtt_enabled);
  CHECK(policy->settings().maximum_sessions_per_authentication_name == 3);
  CHECK(policy->settings().ca_certificates == model.ca_certificates);
  CHECK(policy->settings().clients.empty());
  CHECK(policy->generation() == 1);
  CHECK(policy->client_count() == 2);
  REQUIRE(policy->find("ALPHA") != nullptr);
  CHECK(policy->find("ALPHA")->client.authentication_name == "Alpha");
  CHECK(policy->find("alpha ") == nullptr);
  CHECK(policy->find("resource-of-Alpha") == nullptr);
}

TEST_CASE("an unchanged namespace keeps every principal") {
  const auto first = compile(two_clients(), nullptr);
  const auto second = compile(two_clients(), first.get());
  CHECK(second->generation() == 2);
  CHECK(second->find("alpha") == first->find("alpha"));
  CHECK(second->find("beta") == first->find("beta"));
}

TEST_CASE("a change touches only the principals whose rights it changes") {
  struct Row {
    const char* change;
    void (*apply)(Namespace&);
    bool alpha_kept, beta_kept;
  };
  const Row rows[] = {
      {"a setting", [](Namespace& model) { model.maximum_session_expiry_hours = 8; }, true, true},
      {"a new client", [](Namespace& model) { model.clients.push_back(client("gamma")); }, true, true},
      {"an attribute", [](Namespace& model) { model.clients[1].attributes["x"] = std::int64_t{1}; }, true,
       false},
      {"a disabled client", [](Namespace& model) { model.clients[0].enabled = false; }, false, true},
      {"a thumbprint", [](Namespace& model) { model.clients[0].allowed_thumbprints.clear(); }, false, true},
      {"a template of a group's space",
       [](Namespace& model) { model.topic_spaces[1].topic_templates = {"north/+"}; }, false, true},
      {"a template of everybody",
       [](Namespace& model) { model.topic_spaces[0].topic_templates.push_back("x"); }, false, false},
      {"a query that moves a client",
       [](Namespace& model) { model.client_groups[0].query = "attributes.area = 's'"; }, false, true},
      {"a query that moves nobody",
       [](Namespace& model) { model.client_groups[0].query = "attributes.area IN ['north']"; }, true, true},
      {"a space that nobody uses",
       [](Namespace& model) {
         model.topic_spaces.push_back({"unused", {"y"}});
       },
       true, true},
      {"a group without members",
       [](Namespace& model) {
         model.client_groups.push_back({"g", "attributes.q = 1"});
       },
       true, true},
      {"a deleted binding", [](Namespace& model) { model.permission_bindings.pop_back(); }, false, true},
  };
  const auto first = compile(two_clients(), nullptr);
  for (const Row& row : rows) {
    INFO(row.change);
    Namespace model = two_clients();
    row.apply(model);
    const auto second = compile(model, first.get());
    CHECK((second->find("alpha") == first->find("alpha")) == row.alpha_kept);
    CHECK((second->find("beta") == first->find("beta")) == row.beta_kept);
  }
}

TEST_CASE("a change and its reversal in one step each come back to equal rights") {
  const auto first = compile(two_clients(), nullptr);
  Namespace changed = two_clients();
  changed.permission_bindings.clear();
  const auto second = compile(changed, first.get());
  CHECK_FALSE(decide_publish(*second->find("beta"), "up/beta").allowed);
  const auto third = compile(two_clients(), second.get());
  CHECK(decide_publish(*third->find("beta"), "up/beta").allowed);
  CHECK(*third->find("beta") == *first->find("beta"));
}

TEST_CASE("a deleted client is gone and a renamed spelling is a change") {
  const auto first = compile(two_clients(), nullptr);
  Namespace model = two_clients();
  model.clients.erase(model.clients.begin());
  CHECK(compile(model, first.get())->find("alpha") == nullptr);
  model = two_clients();
  model.clients[0].authentication_name = "ALPHA";
  const auto second = compile(model, first.get());
  CHECK(decide_publish(*second->find("alpha"), "up/ALPHA").allowed);
  CHECK_FALSE(decide_publish(*second->find("alpha"), "up/Alpha").allowed);
}

TEST_CASE("one client put or taken out gives what a full compile gives") {
  Namespace model = two_clients();
  auto policy = compile(model, nullptr);
  const auto is_as_compiled = [&] {
    const auto whole = compile(model, nullptr);
    CHECK(policy->client_count() == whole->client_count());
    whole->principals().for_each([&](const std::string& name, const PrincipalPointer& principal) {
      REQUIRE(policy->principals().find(name) != nullptr);
      CHECK(*policy->principals().find(name) == *principal);
    });
  };
  using Names = std::vector<std::string>;
  CHECK(policy->changed_names() == Names{"alpha", "beta"});
  model.clients.push_back(client("Gamma", {{"area", std::string("north")}}));
  policy = with_client(*policy, model.clients.back());
  CHECK(policy->changed_names() == Names{"gamma"});
  is_as_compiled();
  model.clients[1].attributes["area"] = std::string("north");
  policy = with_client(*policy, model.clients[1]);
  CHECK(policy->changed_names() == Names{"beta"});
  is_as_compiled();
  policy = with_client(*policy, model.clients[1]);
  CHECK(policy->changed_names().empty());
  model.clients.erase(model.clients.begin());
  policy = without_client(*policy, "ALPHA");
  CHECK(policy->changed_names() == Names{"alpha"});
  CHECK(without_client(*policy, "nobody")->changed_names().empty());
  is_as_compiled();
  model.permission_bindings.pop_back();
  model.maximum_session_expiry_hours = 3;
  policy = compile_rules(model, *policy);
  CHECK(policy->settings().maximum_session_expiry_hours == 3);
  CHECK(policy->changed_names().size() == 2);
  CHECK(policy->generation() == 6);
  is_as_compiled();
}

TEST_CASE("a full compile names new, changed and deleted clients") {
  const auto first = compile(two_clients(), nullptr);
  Namespace model = two_clients();
  model.clients[0] = client("Gamma");
  model.clients[1].enabled = false;
  CHECK(compile(model, first.get())->changed_names() == std::vector<std::string>{"gamma", "beta", "alpha"});
}
