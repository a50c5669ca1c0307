// Cures of nearest misses; what they describe is in nearest_miss_test.cpp.
#include <set>

#include "authz/nearest_miss.hpp"
#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using Kind = NearestMiss::Kind;

namespace {

std::string cure(Kind kind, Permission permission = Permission::publisher,
                 const char* topic = "Contoso/Dev1/t") {
  Principal principal;
  principal.client = eg::authz_test::client("dev1");
  principal.client_groups = {"$all", "own"};
  NearestMiss miss;
  miss.kind = kind;
  miss.permission_binding_name = "bind";
  miss.client_group_name = "group";
  miss.topic_space_name = "space";
  miss.topic_template_text = "contoso/${client.authenticationName}/+";
  miss.expansion = "contoso/dev1/+";
  miss.missing_variable = "unit";
  miss.why = "the client has no attribute 'unit'";
  return cure_of(&miss, principal, permission, topic);
}

}  // namespace

TEST_CASE("each kind of miss has a cure that names what to change") {
  const struct {
    Kind kind;
    const char* sentence;
  } rows[] = {
      {Kind::other_permission,
       "Add a permission binding Publisher for client group 'group' and topic space 'space'."},
      {Kind::letter_case,
       "Publish to 'contoso/dev1/t', or change template 'contoso/${client.authenticationName}/+' of topic "
       "space 'space'."},
      {Kind::wider_filter,
       "Publish to 'contoso/dev1/+' or to a part of it, or widen template "
       "'contoso/${client.authenticationName}/+' of topic space 'space'."},
      {Kind::client_not_in_group,
       "Change the attributes of client 'resource-of-dev1' or the query of client group 'group', so that the "
       "client is a member."},
      {Kind::template_without_value,
       "Set attribute 'unit' of client 'resource-of-dev1' to a text without '/', '+' and '#'."},
      {Kind::topic_space_not_bound,
       "Add a permission binding Publisher for client group 'own' and topic space 'space'."},
      {Kind::different_level,
       "Publish to what template 'contoso/dev1/+' covers, or add template 'Contoso/Dev1/t' to topic space "
       "'space'."},
  };
  std::set<std::string_view> identifiers;
  for (const auto& row : rows) {
    CHECK(cure(row.kind) == row.sentence);
    CHECK(identifiers.insert(identifier(row.kind)).second);
  }
  CHECK(cure(Kind::wider_filter, Permission::subscriber, "contoso/#").starts_with("Subscribe to "));
}

TEST_CASE("when nothing comes near, the cure is a space and a binding") {
  Principal principal;
  principal.client_groups = {"$all"};
  CHECK(cure_of(nullptr, principal, Permission::subscriber, "a/#") ==
        "Add a topic space with a template that covers 'a/#' and a permission binding Subscriber for it and "
        "client group '$all'.");
}
