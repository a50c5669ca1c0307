#include "authz/explain.hpp"

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::add_binding;
using eg::authz_test::client;
using eg::authz_test::empty_namespace;
using eg::authz_test::policy_of;

namespace {

std::string explained_publish(const PolicyPointer& policy, std::string_view topic) {
  const auto principal = policy->principals().size() == 1 ? policy->find("c") : policy->find("dev1");
  return explain(*policy, *principal, Permission::publisher, topic, decide_publish(*principal, topic));
}

std::string explained_subscribe(const PolicyPointer& policy, std::string_view filter) {
  const auto principal = policy->find("c");
  return explain(*policy, *principal, Permission::subscriber, filter,
                 decide_subscribe(*principal, filter, false));
}

/// A client in one of two groups, with a template that it can use and one that it cannot.
Namespace plant() {
  Namespace model = empty_namespace();
  model.clients = {client("dev1", {{"area", std::string("north")}}), client("dev2")};
  model.client_groups = {{"north", "attributes.area = 'north'"}, {"south", "attributes.area = 'south'"}};
  add_binding(model, "up", "north", Permission::publisher,
              {"m/${client.authenticationName}/t", "a/${client.attributes.unit}"});
  return model;
}

}  // namespace

TEST_CASE("a refused publish names the nearest miss, the cure, groups and templates with their expansion") {
  CHECK(explained_publish(compile(plant(), nullptr), "m/dev2/t") ==
        "publish to 'm/dev2/t' denied for client 'dev1': no-topic-space-matches, No topic template that is "
        "bound to the client covers the topic; nearest: template 'm/dev1/t' of permission binding 'up': at "
        "level 2 it has 'dev1' where the topic has 'dev2'; cure: Publish to what template 'm/dev1/t' covers, "
        "or add template 'm/dev2/t' to topic space 'up-space'; its groups: $all, north; Publisher templates "
        "tried: 'm/${client.authenticationName}/t' = 'm/dev1/t' (topic space 'up-space', permission binding "
        "'up'); templates that grant this client nothing: 'a/${client.attributes.unit}' (the client has no "
        "attribute 'unit')");
}

TEST_CASE("the trail holds as data what the line is made of") {
  const auto policy = compile(plant(), nullptr);
  const auto principal = policy->find("dev1");
  const std::string topic = "a/7";
  const Trail trail =
      trail_of(*policy, *principal, Permission::publisher, topic, decide_publish(*principal, topic));
  CHECK(trail.decision.reason == Reason::no_topic_space_matches);
  CHECK(trail.client->name == "resource-of-dev1");
  CHECK(trail.client_groups.size() == 2);
  REQUIRE(trail.tried.size() == 1);
  CHECK(trail.tried[0].topic_template().text == "m/dev1/t");
  CHECK(trail.unusable_templates.size() == 1);
  REQUIRE(trail.nearest_miss);
  CHECK(trail.nearest_miss->kind == NearestMiss::Kind::template_without_value);
  CHECK(trail.cure ==
        "Set attribute 'unit' of client 'resource-of-dev1' to a text without '/', '+' and '#'.");
  const Trail form =
      trail_of(*policy, *principal, Permission::publisher, "a/+", decide_publish(*principal, "a/+"));
  CHECK(form.tried.empty());
  CHECK_FALSE(form.nearest_miss);
  CHECK(form.cure == row(Reason::topic_malformed).cure);
  const Trail allowed = trail_of(*policy, *principal, Permission::publisher, "m/dev1/t",
                                 decide_publish(*principal, "m/dev1/t"));
  CHECK(allowed.cure.empty());
  CHECK_FALSE(allowed.nearest_miss);
  CHECK(allowed.tried.size() == 1);
}

TEST_CASE("memberships tell how each query came out") {
  const auto policy = compile(plant(), nullptr);
  const auto found = memberships(*policy, *policy->find("dev1"));
  REQUIRE(found.size() == 2);
  CHECK(found[0].client_group_name == "north");
  CHECK(found[0].is_member);
  CHECK(found[1].query == "attributes.area = 'south'");
  CHECK_FALSE(found[1].is_member);
  REQUIRE(found[1].comparisons.size() == 1);
  CHECK(found[1].comparisons[0].value == "'north'");
}

TEST_CASE("explanations by reason") {
  const auto publisher = policy_of(client("c"), {"a/#"}, {});
  const auto subscriber = policy_of(client("c"), {}, {"a/#"});
  struct Row {
    std::string text, part;
  };
  const Row rows[] = {
      {explained_publish(publisher, "a/b"),
       "publish to 'a/b' allowed for client 'c' by 'a/#' (topic space 'pub-space', permission binding "
       "'pub')"},
      {explained_publish(subscriber, "a/b"),
       "nearest: only Subscriber is bound: template 'a/#' of permission binding 'sub' would allow it; cure: "
       "Add a permission binding Publisher for client group '$all' and topic space 'sub-space'; its groups: "
       "$all; Publisher templates tried: none"},
      {explained_publish(publisher, "$SYS/b"),
       "topic-reserved, Topics that begin with '$' are reserved; cure: Use a topic"},
      {explained_publish(publisher, "a\n+"), "publish to 'a\\x0A+' denied for client 'c': topic-malformed"},
      {explained_publish(publisher, std::string(300, 'a')),
       "it has 300 bytes and 1 levels, 256 and 15 are allowed"},
      {explained_subscribe(subscriber, "$share/g/#"), "nearest: the filter is wider than template 'a/#'"},
      {explained_subscribe(subscriber, "$share/g/a/b"), "subscribe to '$share/g/a/b' allowed"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(row.text.find(row.part) != std::string::npos);
    CHECK(row.text.find('\n') == std::string::npos);
  }
}

TEST_CASE("a long list of templates is cut") {
  std::vector<std::string> templates;
  for (int i = 0; i < 25; ++i) templates.push_back("t" + std::to_string(i));
  const auto policy = policy_of(client("c"), templates, {});
  const std::string text = explained_publish(policy, "x");
  CHECK(text.find(" and 15 more") != std::string::npos);
  CHECK(text.find("'t10'") == std::string::npos);
}

TEST_CASE("an explanation is bounded, however long the topic and the templates are") {
  std::vector<std::string> templates;
  for (int i = 0; i < 25; ++i) templates.push_back(std::string(240, 't') + std::to_string(i));
  const auto policy = policy_of(client("c"), templates, templates);
  const std::string wide = std::string(250, '\x01');
  for (const std::string& text :
       {explained_publish(policy, wide), explained_subscribe(policy, std::string(60'000, '/')),
        explained_publish(policy, std::string(60'000, '+'))}) {
    CHECK(text.size() <= explanation_bytes_max + 3);
  }
  const std::string usual = explained_publish(policy, "x");
  CHECK(usual.find(" and 23 more") != std::string::npos);
}
