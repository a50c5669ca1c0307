#include "authz/principal.hpp"

#include "tests/support/authz_builders.hpp"
#include "tests/support/catch.hpp"

using namespace eg::authz;
using eg::authz_test::client;

TEST_CASE("principals are equal by content, not by identity") {
  // Given the same client in two policies that share nothing
  const auto one = eg::authz_test::principal(client("c"), {"a/#"}, {"b/${client.authenticationName}"});
  const auto other = eg::authz_test::principal(client("c"), {"a/#"}, {"b/${client.authenticationName}"});
  // Then they are equal
  REQUIRE(one->publish_grants.at(0).expansion != other->publish_grants.at(0).expansion);
  CHECK(*one == *other);
  // And any other client, grant or unusable template makes a difference
  CHECK_FALSE(*one == *eg::authz_test::principal(client("d"), {"a/#"}, {"b/${client.authenticationName}"}));
  CHECK_FALSE(*one == *eg::authz_test::principal(client("c"), {"a/+"}, {"b/${client.authenticationName}"}));
  CHECK_FALSE(*one == *eg::authz_test::principal(client("c"), {"a/#"}, {}));
  CHECK_FALSE(*one == *eg::authz_test::principal(client("c"), {"a/#", "${client.attributes.x}"},
                                                 {"b/${client.authenticationName}"}));
}

TEST_CASE("a grant tells where it comes from") {
  const auto principal = eg::authz_test::principal(client("c"), {"x/${client.authenticationName}"}, {});
  const Grant& grant = principal->publish_grants.at(0);
  CHECK(grant.permission_binding_name() == "pub");
  CHECK(grant.client_group_name() == "$all");
  CHECK(grant.topic_space_name() == "pub-space");
  CHECK(grant.topic_template_text() == "x/${client.authenticationName}");
  CHECK(grant.topic_template().text == "x/c");
}
