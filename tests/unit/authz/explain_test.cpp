#include "authz/decide.hpp"
#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::add_binding;
using eg::authz_test::client;
using eg::authz_test::empty_namespace;

namespace {

std::string explained_publish(const Principal& principal, std::string_view topic) {
  return explain(principal, Permission::publisher, topic, decide_publish(principal, topic));
}

std::string explained_subscribe(const Principal& principal, std::string_view filter) {
  return explain(principal, Permission::subscriber, filter, decide_subscribe(principal, filter, false));
}

}  // namespace

TEST_CASE("a refused publish names groups, templates with their expansion, and the nearest miss") {
  // Given a client in a group, with a template that it can use and one that it cannot
  Namespace model = empty_namespace();
  model.clients = {client("dev1", {{"area", std::string("north")}})};
  model.client_groups = {{"north", "attributes.area = 'north'"}};
  add_binding(model, "up", "north", Permission::publisher,
              {"m/${client.authenticationName}/t", "a/${client.attributes.unit}"});
  const auto principal = compile(model, nullptr)->find("dev1");
  // Then the explanation of a refusal has all of it, in one line
  CHECK(
      explained_publish(*principal, "m/dev2/t") ==
      "publish to 'm/dev2/t' denied for client 'dev1': no-topic-space-matches, No topic template that is "
      "bound to the "
      "client covers the topic; its groups: $all, north; Publisher templates tried: "
      "'m/${client.authenticationName}/t' = 'm/dev1/t' (topic space 'up-space', permission binding 'up'); "
      "templates "
      "that grant this client nothing: 'a/${client.attributes.unit}' (the client has no attribute 'unit'); "
      "nearest: "
      "template 'm/dev1/t' of permission binding 'up': at level 2 it has 'dev1' where the topic has 'dev2'");
}

TEST_CASE("explanations by reason") {
  const auto publisher = eg::authz_test::principal(client("c"), {"a/#"}, {});
  const auto subscriber = eg::authz_test::principal(client("c"), {}, {"a/#"});
  struct Row {
    std::string text, part;
  };
  const Row rows[] = {
      {explained_publish(*publisher, "a/b"),
       "publish to 'a/b' allowed for client 'c' by 'a/#' (topic space 'pub-space', permission binding "
       "'pub')"},
      {explained_publish(*subscriber, "a/b"),
       "Publisher templates tried: none; nearest: only Subscriber is bound"},
      {explained_publish(*publisher, "$SYS/b"),
       "topic-reserved, Topics that begin with '$' are reserved; Use a topic"},
      {explained_publish(*publisher, "a\n+"), "publish to 'a\\x0A+' denied for client 'c': topic-malformed"},
      {explained_publish(*publisher, std::string(300, 'a')),
       "it has 300 bytes and 1 levels, 256 and 15 are allowed"},
      {explained_subscribe(*subscriber, "$share/g/#"), "nearest: the filter is wider than template 'a/#'"},
      {explained_subscribe(*subscriber, "$share/g/a/b"), "subscribe to '$share/g/a/b' allowed"},
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
  const auto principal = eg::authz_test::principal(client("c"), templates, {});
  const std::string text = explained_publish(*principal, "x");
  CHECK(text.find(" and 15 more; nearest") != std::string::npos);
  CHECK(text.find("'t10'") == std::string::npos);
}

TEST_CASE("an explanation is bounded, however long the topic and the templates are") {
  std::vector<std::string> templates;
  for (int i = 0; i < 25; ++i) templates.push_back(std::string(240, 't') + std::to_string(i));
  const auto principal = eg::authz_test::principal(client("c"), templates, templates);
  const std::string wide = std::string(250, '\x01');
  for (const std::string& text :
       {explained_publish(*principal, wide), explained_subscribe(*principal, std::string(60'000, '/')),
        explained_publish(*principal, std::string(60'000, '+'))}) {
    CHECK(text.size() <= explanation_bytes_max + 3);
  }
  const std::string usual = explained_publish(*principal, "x");
  CHECK(usual.find(" and 23 more; nearest: template") != std::string::npos);
}
