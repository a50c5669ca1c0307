// A table of server names and clients.
#include "server/broker/namespace_choice.hpp"

#include "tests/support/broker_world.hpp"
#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

authz::PolicyPointer policy(const char* name, bool is_enabled, const char* extra_client) {
  authz::Namespace model = test::usual_namespace(name);
  model.mqtt_enabled = is_enabled;
  if (extra_client != nullptr) model.clients.push_back(test::thumbprint_client(extra_client, 'C'));
  return authz::compile(model, nullptr);
}

}  // namespace

TEST_CASE("namespace choice: server name, the only enabled one, the only one that knows the client") {
  const authz::PolicyPointer red = policy("red", true, "carol");
  const authz::PolicyPointer blue = policy("blue", true, nullptr);
  const authz::PolicyPointer off = policy("off", false, nullptr);
  const auto certificate = test::certificate('C');
  const struct {
    std::vector<authz::PolicyPointer> policies;
    const char* server_name;
    const char* user_name;
    authz::PolicyPointer expected;
    authz::Reason reason;
  } rows[] = {
      {{}, "red.x", "carol", nullptr, authz::Reason::namespace_not_found},
      {{red, blue, off}, "BLUE.example", "carol", blue, authz::Reason::allowed},
      {{red, blue, off}, "blue", "carol", red, authz::Reason::allowed},  // no prefix of a host name
      {{red, blue, off}, "off.example", "carol", nullptr, authz::Reason::mqtt_disabled},
      {{red, off}, "localhost", "nobody", red, authz::Reason::allowed},
      {{off}, "localhost", "alice", nullptr, authz::Reason::mqtt_disabled},
      {{red, blue}, "other.example", "CAROL", red, authz::Reason::allowed},
      {{red, blue}, "", "alice", nullptr, authz::Reason::namespace_ambiguous},
      {{red, blue}, "", "nobody", nullptr, authz::Reason::namespace_not_found},
  };
  for (const auto& row : rows) {
    INFO(row.server_name << " " << row.user_name);
    authz::Credentials credentials;
    credentials.user_name = row.user_name;
    credentials.certificate = certificate.get();
    const NamespaceChoice choice = choose_namespace(row.policies, row.server_name, credentials);
    CHECK(choice.policy == row.expected);
    CHECK(choice.reason == row.reason);
    CHECK(choice.detail.empty() == (row.expected != nullptr));
  }
}

}  // namespace eg::broker
