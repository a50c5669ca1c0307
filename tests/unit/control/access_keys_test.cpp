#include "server/control/access_keys.hpp"

#include <string>

#include "protocol/arm/json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/store_directory.hpp"

using namespace eg;

namespace {

struct Keys {
  std::string first, second;
};

Keys keys_in(const control::Handled& handled) {
  INFO(handled.response.body);
  REQUIRE(handled.response.status == 200);
  const auto document = arm::parse_json(handled.response.body);
  REQUIRE(document.has_value());
  return {std::string(arm::text_at(*document, "key1")), std::string(arm::text_at(*document, "key2"))};
}

void make_namespace(test::ControlHarness& harness) {
  REQUIRE(harness.send("PUT $NS", R"({"location":"eastus"})").response.status == 201);
}

}  // namespace

TEST_CASE("keys are base64 of 32 bytes, differ, and stay the same") {
  test::ControlHarness harness;
  make_namespace(harness);
  const Keys keys = keys_in(harness.send("POST $NS/listKeys"));
  CHECK(keys.first == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
  CHECK(keys.second.size() == 44);
  CHECK(keys.second != keys.first);
  CHECK(keys_in(harness.send("POST $NS/LISTKEYS")).first == keys.first);
}

TEST_CASE("one key is made anew, the other stays") {
  test::ControlHarness harness;
  make_namespace(harness);
  const Keys before = keys_in(harness.send("POST $NS/listKeys"));
  const Keys after = keys_in(harness.send("POST $NS/regenerateKey", R"({"keyName":"key1"})"));
  CHECK(after.first != before.first);
  CHECK(after.second == before.second);
  CHECK(keys_in(harness.send("POST $NS/listKeys")).first == after.first);
}

TEST_CASE("keys survive a replacement and a restart, and go with the namespace") {
  const test::StoreDirectory directory;
  Keys before;
  {
    test::ControlHarness harness(test::control_settings(), directory.file());
    make_namespace(harness);
    before = keys_in(harness.send("POST $NS/listKeys"));
    harness.send("PUT $NS", R"({"location":"eastus"})");
  }
  control::Settings settings = test::control_settings();
  settings.random_bytes = [](std::span<std::uint8_t> bytes) { std::fill(bytes.begin(), bytes.end(), 0xFB); };
  test::ControlHarness harness(settings, directory.file());
  CHECK(keys_in(harness.send("POST $NS/listKeys")).first == before.first);
  harness.send("DELETE $NS");
  CHECK(harness.send("POST $NS/listKeys").response.status == 404);
  make_namespace(harness);
  const Keys anew = keys_in(harness.send("POST $NS/listKeys"));
  CHECK(anew.first.starts_with("+/v7"));
}

TEST_CASE("a key that is not named rightly is refused") {
  test::ControlHarness harness;
  make_namespace(harness);
  for (const char* body : {"", "{}", R"({"keyName":"key3"})", R"({"keyName":1})", "not JSON"}) {
    const auto refused = harness.send("POST $NS/regenerateKey", body);
    INFO(body << ": " << refused.response.body);
    CHECK(refused.response.status == 400);
    CHECK(refused.response.body.find("InvalidRequestContent") != std::string::npos);
  }
}
