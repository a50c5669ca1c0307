#include "authz/nearest_miss.hpp"

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::client;

struct Row {
  std::vector<std::string> publish_templates, subscribe_templates;
  Permission permission;
  const char *topic, *sentence;
};
constexpr Permission publisher = Permission::publisher;
constexpr Permission subscriber = Permission::subscriber;

TEST_CASE("the nearest miss names the rule and what is missing") {
  const Row rows[] = {
      {{}, {}, publisher, "a/b", ""},
      {{},
       {"a/#"},
       publisher,
       "a/b",
       "only Subscriber is bound: template 'a/#' of permission binding 'sub' would allow it"},
      {{"a/#"},
       {},
       subscriber,
       "a/+",
       "only Publisher is bound: template 'a/#' of permission binding 'pub' would allow it"},
      {{}, {"x/#"}, publisher, "a/b", ""},
      {{"Contoso/${client.authenticationName}"},
       {},
       publisher,
       "contoso/dev1",
       "template 'Contoso/Dev1' of permission binding 'pub' differs in letter case only"},
      {{},
       {"a/b", "a/c"},
       subscriber,
       "a/+",
       "the filter is wider than template 'a/b' of permission binding 'sub'"},
      {{"x/y", "a/b/c", "a/x"},
       {},
       publisher,
       "a/b/d",
       "template 'a/b/c' of permission binding 'pub': at level 3 it has 'c' where the topic has 'd'"},
      {{"a/b/c"},
       {},
       publisher,
       "a/b",
       "template 'a/b/c' of permission binding 'pub': it goes on with 'c' at level 3, where the topic has "
       "ended"},
      {{"a/b"},
       {},
       publisher,
       "a/b/c",
       "template 'a/b' of permission binding 'pub': it has ended before level 3, where the topic has 'c'"},
      {{},
       {"a/+/c"},
       subscriber,
       "a/b/#",
       "template 'a/+/c' of permission binding 'sub': at level 3 it has 'c' where the filter has '#'"},
      {{},
       {"a/+"},
       subscriber,
       "a",
       "template 'a/+' of permission binding 'sub': it goes on with '+' at level 2, where the filter has "
       "ended"},
      {{"other"},
       {},
       publisher,
       "a",
       "template 'other' of permission binding 'pub': at level 1 it has 'other' where the topic has 'a'"},
  };
  for (const Row& row : rows) {
    INFO(row.topic);
    const auto policy =
        eg::authz_test::policy_of(client("Dev1"), row.publish_templates, row.subscribe_templates);
    const auto miss = find_nearest_miss(*policy, *policy->find("Dev1"), row.permission, row.topic);
    CHECK((miss ? describe(*miss, row.permission) : "") == row.sentence);
  }
}

TEST_CASE(
    "what others have, and what nobody is bound to, is looked at when the client's own does not come near") {
  Namespace model = eg::authz_test::empty_namespace();
  model.clients = {client("dev1", {{"area", std::string("North")}})};
  model.client_groups = {{"north", "attributes.area = 'north'"}};
  eg::authz_test::add_binding(model, "own", "$all", publisher, {"own/x", "v/${client.attributes.unit}/t"});
  eg::authz_test::add_binding(model, "theirs", "north", publisher, {"north/${client.authenticationName}"});
  model.topic_spaces.push_back({"free", {"free/#"}});
  const auto policy = compile(model, nullptr);
  const auto found = [&](const char* topic) {
    return find_nearest_miss(*policy, *policy->find("dev1"), publisher, topic).value();
  };
  using Kind = NearestMiss::Kind;
  const NearestMiss group = found("north/dev1");
  CHECK(group.kind == Kind::client_not_in_group);
  CHECK(group.client_group_name == "north");
  CHECK(group.expansion == "north/dev1");
  CHECK(group.why == "attributes.area = 'north' does not hold: it is 'North' (only letter case differs)");
  CHECK(found("north/dev2").kind == Kind::different_level);  // theirs would not allow it either
  const NearestMiss value = found("v/7/t");
  CHECK(value.kind == Kind::template_without_value);
  CHECK(value.missing_variable == "unit");
  CHECK(value.why == "the client has no attribute 'unit'");
  const NearestMiss unbound = found("free/a/b");
  CHECK(unbound.kind == Kind::topic_space_not_bound);
  CHECK(unbound.topic_space_name == "free");
  CHECK(unbound.permission_binding_name.empty());
  CHECK(identifier(unbound.kind) == "topic-space-not-bound");
}
