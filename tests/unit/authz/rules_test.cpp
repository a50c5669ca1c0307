#include "authz/rules.hpp"

#include "authz/explain.hpp"

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::add_binding;
using eg::authz_test::client;
using eg::authz_test::empty_namespace;

namespace {

Namespace plant() {
  Namespace model = empty_namespace();
  model.client_groups = {{"north", "attributes.area = 'north'"}, {"broken", "attributes.area =="}};
  add_binding(model, "all-pub", "$all", Permission::publisher,
              {"status/${client.authenticationName}", "shared/up"});
  add_binding(model, "north-sub", "NORTH", Permission::subscriber, {"north/#"});
  add_binding(model, "broken-sub", "broken", Permission::subscriber, {"broken/#"});
  add_binding(model, "nowhere-sub", "missing", Permission::subscriber, {"missing/#"});
  return model;
}

}  // namespace

TEST_CASE("a principal has the grants of its groups") {
  const Rules rules(plant(), nullptr);
  // Given a client in the group north, then it has both kinds of grants
  const Principal north = rules.principal_of(client("n", {{"area", std::string("north")}}));
  CHECK(north.client_groups == std::vector<std::string>{"$all", "north"});
  REQUIRE(north.publish_grants.size() == 2);
  CHECK(north.publish_grants[0].topic_template().text == "status/n");
  REQUIRE(north.subscribe_grants.size() == 1);
  CHECK(north.subscribe_grants[0].permission_binding_name() == "north-sub");
  CHECK(north.publish_binding_count == 1);
  CHECK(north.subscribe_binding_count == 1);
  // Given a client outside, then a broken query and a missing group have given it nothing
  const Principal south = rules.principal_of(client("s"));
  CHECK(south.client_groups == std::vector<std::string>{"$all"});
  CHECK(south.publish_grants.size() == 2);
  CHECK(south.subscribe_grants.empty());
  CHECK(south.subscribe_binding_count == 0);
}

TEST_CASE("templates without variables are shared by all clients and generations") {
  const Rules rules(plant(), nullptr);
  const Principal one = rules.principal_of(client("one"));
  const Principal two = rules.principal_of(client("two"));
  CHECK(one.publish_grants.at(1).expansion == two.publish_grants.at(1).expansion);
  CHECK(one.publish_grants.at(0).source == two.publish_grants.at(0).source);
  // Given rules with one more binding, then what stayed is still shared
  Namespace changed = plant();
  add_binding(changed, "more", "$all", Permission::subscriber, {"more"});
  const Rules next(changed, &rules);
  const Principal again = next.principal_of(client("one"));
  CHECK(again.publish_grants.at(1).expansion == one.publish_grants.at(1).expansion);
  CHECK(again.publish_grants.at(1).source == one.publish_grants.at(1).source);
}

TEST_CASE("a template that gives a client nothing is kept with the cause, once") {
  Namespace model = empty_namespace();
  add_binding(model, "one", "$all", Permission::publisher, {"a/${client.attributes.x}", "a/${oops}"});
  model.permission_bindings.push_back({"two", "$all", "one-space", Permission::subscriber});
  const Principal principal = Rules(model, nullptr).principal_of(client("c"));
  CHECK(principal.publish_grants.empty());
  CHECK(principal.publish_binding_count == 1);
  REQUIRE(principal.unusable_templates.size() == 2);
  CHECK(principal.unusable_templates[0].source->topic_template_text == "a/${client.attributes.x}");
  CHECK(why_unusable(principal.unusable_templates[0], principal.client).find("no attribute 'x'") !=
        std::string::npos);
  CHECK(why_unusable(principal.unusable_templates[1], principal.client).find("is unknown") !=
        std::string::npos);
}

TEST_CASE("a binding whose space is missing or empty grants nothing and counts as a binding") {
  Namespace model = empty_namespace();
  model.topic_spaces = {{"empty", {}}};
  model.permission_bindings = {{"a", "$all", "missing", Permission::publisher},
                               {"b", "$all", "empty", Permission::publisher}};
  const Principal principal = Rules(model, nullptr).principal_of(client("c"));
  CHECK(principal.publish_grants.empty());
  CHECK(principal.publish_binding_count == 2);
}

TEST_CASE("rules know what they were made from") {
  const Rules rules(plant(), nullptr);
  Namespace model = plant();
  model.clients.push_back(client("new"));
  CHECK(rules.made_from(model));
  model.topic_spaces.back().topic_templates.back() = "other";
  CHECK_FALSE(rules.made_from(model));
  model = plant();
  model.client_groups[0].query = "attributes.area = 'south'";
  CHECK_FALSE(rules.made_from(model));
  model = plant();
  model.permission_bindings[0].permission = Permission::subscriber;
  CHECK_FALSE(rules.made_from(model));
}
