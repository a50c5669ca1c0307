// Members of an explanation that the cases of explaining_test.cpp do not reach.
#include "server/control/explanation_json.hpp"

#include "tests/support/catch.hpp"

namespace eg::control {
namespace {

authz::Grant grant(const std::string& binding, const std::string& text, const std::string& expansion) {
  auto expanded = std::make_shared<authz::ExpandedTemplate>();
  expanded->text = expansion;
  return {
      std::make_shared<authz::GrantSource>(authz::GrantSource{binding, "$all", "space", text}), expanded, {}};
}

TEST_CASE("a template's expansions stand together, twenty of them at most") {
  std::vector<authz::Grant> grants;
  grants.push_back(grant("one", "a/${client.attributes.list}", "a/0"));
  for (int number = 1; number < 25; ++number) {
    grants.push_back(grants.front());
    auto expanded = std::make_shared<authz::ExpandedTemplate>();
    expanded->text = "a/" + std::to_string(number);
    grants.back().expansion = expanded;
  }
  grants.push_back(grant("two", "b/#", "b/#"));
  authz::Trail trail;
  trail.tried = grants;
  JsonText json;
  json.begin_object();
  write_bindings(json, trail);
  const std::string text = json.end_object().take();
  CHECK(text.starts_with(
      R"({"bindings":[{"name":"one","permission":"Publisher","clientGroup":"$all","topicSpace":"space",)"
      R"("templates":[{"template":"a/${client.attributes.list}","expansions":["a/0","a/1",)"));
  CHECK(text.find(R"("a/19"],"moreExpansions":5,"allows":false}]},{"name":"two")") != std::string::npos);
}

TEST_CASE("without a miss there is no member for it") {
  JsonText json;
  json.begin_object();
  write_nearest_miss(json, {});
  CHECK(json.end_object().take() == "{}");
}

TEST_CASE("the walk over name sources and the chain's outcome are shown") {
  authz::AuthenticationTrail trail;
  trail.name_sources = {{"ClientCertificateDns", ""}, {"ClientCertificateSubject", "dev1"}};
  trail.detail = "why";
  JsonText json;
  json.begin_object();
  write_authentication(json, trail, "trusted");
  CHECK(json.end_object().take() ==
        R"({"authentication":{"nameSources":[{"source":"ClientCertificateDns","value":""},)"
        R"({"source":"ClientCertificateSubject","value":"dev1"}],"chain":"trusted","detail":"why"}})");
}

}  // namespace
}  // namespace eg::control
