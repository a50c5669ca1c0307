#include "server/control/guid.hpp"

#include <set>

#include "protocol/arm/resource_id.hpp"
#include "tests/support/catch.hpp"

using namespace eg;
using namespace eg::control;

TEST_CASE("random GUIDs are well formed, of version 4 and different") {
  GuidSource source(7);
  std::set<std::string> seen;
  for (int count = 0; count < 200; ++count) {
    const std::string guid = source.next();
    INFO(guid);
    CHECK(arm::is_guid(guid));
    CHECK(guid[14] == '4');
    CHECK(std::string("89ab").find(guid[19]) != std::string::npos);
    seen.insert(guid);
  }
  CHECK(seen.size() == 200);
}

TEST_CASE("the GUID of a text is stable") {
  CHECK(arm::is_guid(guid_of("a")));
  CHECK(guid_of("a") == guid_of("a"));
  CHECK(guid_of("a") != guid_of("b"));
}
