#include "server/control/access_token.hpp"

#include <algorithm>

#include "server/control/base64url.hpp"
#include "tests/support/catch.hpp"

using namespace eg::control;

TEST_CASE("a token has three parts and says tenant, object id, audience and a day's validity") {
  const std::string token =
      make_access_token({"tenant-1", "https://a/", "https://i/", "app-1", "", "id", 1000});
  CHECK(std::count(token.begin(), token.end(), '.') == 2);
  const std::size_t first = token.find('.');
  const auto payload = from_base64url(token.substr(first + 1, token.rfind('.') - first - 1));
  REQUIRE(payload.has_value());
  for (const char* part : {R"("tid":"tenant-1")", R"("aud":"https://a/")", R"("exp":87400)", R"("oid":")"}) {
    INFO(*payload);
    CHECK(payload->find(part) != std::string::npos);
  }
}

TEST_CASE("the owner of a token is its user, else its application, else a fixed name") {
  const TokenOwner application =
      owner_of("Bearer " + make_access_token({"t", "a", "i", "app-1", "", "id", 1}));
  CHECK(application.name == "app-1");
  CHECK(application.type == "Application");
  const TokenOwner user = owner_of("Bearer " + make_access_token({"t", "a", "i", "app-1", "me@x", "id", 1}));
  CHECK(user.name == "me@x");
  CHECK(user.type == "User");
  for (const char* opaque : {"", "Bearer any", "Bearer a.b.c", "Bearer a.!!.c", "Bearer a.e30.c"}) {
    CHECK(owner_of(opaque).name == "local-user");
  }
}
