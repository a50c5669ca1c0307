#include "server/control/guid.hpp"

#include <set>

#include "tests/support/catch.hpp"

using namespace eg::control;

TEST_CASE("random GUIDs are well formed, of version 4 and different") {
  GuidSource source(7);
  std::set<std::string> seen;
  for (int count = 0; count < 200; ++count) {
    const std::string guid = source.next();
    INFO(guid);
    CHECK(is_guid(guid));
    CHECK(guid[14] == '4');
    CHECK(std::string("89ab").find(guid[19]) != std::string::npos);
    seen.insert(guid);
  }
  CHECK(seen.size() == 200);
}

TEST_CASE("the GUID of a text is stable") {
  CHECK(is_guid(guid_of("a")));
  CHECK(guid_of("a") == guid_of("a"));
  CHECK(guid_of("a") != guid_of("b"));
}

TEST_CASE("what is a GUID") {
  CHECK(is_guid("8F6B6269-84f2-4d09-9e31-1127efcd1e40"));
  for (const char* text : {"", "8f6b6269", "8f6b6269x84f2-4d09-9e31-1127efcd1e40",
                           "8f6b6269-84f2-4d09-9e31-1127efcd1e4g", "8f6b6269-84f2-4d09-9e31-1127efcd1e401"}) {
    CHECK_FALSE(is_guid(text));
  }
}
