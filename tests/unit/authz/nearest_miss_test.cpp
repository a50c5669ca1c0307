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
       "the filter is wider than template 'a/b' of permission binding 'sub'; subscribe to 'a/b' or to a part "
       "of it"},
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
    const auto principal =
        eg::authz_test::principal(client("Dev1"), row.publish_templates, row.subscribe_templates);
    CHECK(describe_nearest_miss(*principal, row.permission, row.topic) == row.sentence);
  }
}
