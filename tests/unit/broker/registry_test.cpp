// Identifiers with case, names without.
#include "server/broker/registry.hpp"

#include "tests/support/catch.hpp"

namespace eg::broker {
namespace {

std::unique_ptr<Session> session(std::uint64_t serial, const char* client_identifier, const char* identity) {
  auto made = std::make_unique<Session>();
  made->serial = serial;
  made->client_identifier = client_identifier;
  made->identity = identity;
  return made;
}

}  // namespace

TEST_CASE("registry: client identifiers compare with case, authentication names without") {
  Registry registry;
  registry.insert(session(2, "s1", "Alice"));
  Session& second = registry.insert(session(1, "S1", "alice"));
  CHECK(registry.find("S1") == &second);
  CHECK(registry.find("s2") == nullptr);
  CHECK(registry.count_of("ALICE") == 2);
  CHECK(registry.count_of("bob") == 0);
  CHECK(registry.of("alice") == std::vector{registry.find("s1"), &second});
  CHECK(registry.of("bob").empty());
  REQUIRE(registry.all().size() == 2);
  CHECK(registry.all()[0] == &second);
  CHECK(registry.remove(second)->client_identifier == "S1");
  CHECK(registry.count_of("alice") == 1);
  CHECK(registry.of("alice") == std::vector{registry.find("s1")});
  CHECK(registry.size() == 1);
}

}  // namespace eg::broker
