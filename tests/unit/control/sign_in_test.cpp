#include "server/control/sign_in.hpp"

#include <rapidjson/document.h>

#include "server/control/access_token.hpp"
#include "server/control/base64url.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"

using namespace eg;

namespace {

std::string claims_after(const std::string& request_line, const std::string& form) {
  test::ControlHarness harness;
  const auto response = harness.send(request_line, form, "").response;
  rapidjson::Document document;
  document.Parse(response.body.c_str());
  const std::string token = document["access_token"].GetString();
  const std::size_t first = token.find('.');
  return control::from_base64url(token.substr(first + 1, token.rfind('.') - first - 1)).value();
}

}  // namespace

TEST_CASE("the token's audience is the scope without its suffix, or the resource") {
  const std::pair<const char*, const char*> cases[] = {
      {"scope=https%3A%2F%2Flocalhost%3A8443%2F%2F.default", R"("aud":"https://localhost:8443/")"},
      {"scope=https://management.azure.com/.default+offline_access",
       R"("aud":"https://management.azure.com")"},
      {"resource=https://r/", R"("aud":"https://r/")"},
      {"", R"("aud":"https://localhost:8443/")"},
  };
  for (const auto& [form, audience] : cases) {
    INFO(form);
    CHECK(claims_after("POST /adfs/oauth2/token", form).find(audience) != std::string::npos);
  }
}

TEST_CASE("the tenant is the one in the path, else the default one") {
  const std::string tenant = "8f6b6269-84f2-4d09-9e31-1127efcd1e40";
  CHECK(claims_after("POST /" + tenant + "/oauth2/v2.0/token", "").find(R"("tid":")" + tenant) !=
        std::string::npos);
  CHECK(claims_after("POST /msi/token", "").find(R"("tid":")" + std::string(control::default_tenant)) !=
        std::string::npos);
}

TEST_CASE("discovery under a doubled authority names endpoints below it") {
  test::ControlHarness harness;
  const auto response = harness.send("GET /adfs/adfs/.well-known/openid-configuration", "", "").response;
  CHECK(response.body.find("https://localhost:8443/adfs/adfs/oauth2/token") != std::string::npos);
  CHECK(harness.send("GET /common/discovery/instance", "", "").response.status == 200);
  CHECK(harness.send("GET /common/discovery/v2.0/keys", "", "").response.body == R"({"keys":[]})");
}
