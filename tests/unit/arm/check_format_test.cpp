// Each format through a body: what fits, and the sentence about what does not.
#include "protocol/arm/check_format.hpp"

#include <string>

#include "tests/support/arm_bodies.hpp"

namespace eg::arm {
namespace {

struct Case {
  Format format;
  const char* good;
  const char* bad;
  const char* what;
};
constexpr Case cases[] = {
    {Format::ip_mask, "10.0.0.0/8", "10.0.0.0/33", "CIDR"},
    {Format::resource_id,
     "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/g/providers/Microsoft.EventHub/"
     "namespaces/n",
     "/subscriptions/x/resourceGroups/g", "id of a resource"},
    {Format::web_address, "https://a.example/hook?x=1", "http://a.example", "https://"},
    {Format::host_name, "mqtt.example.com", "mqtt..example", "host name"},
    {Format::guid, "00000000-0000-0000-0000-00000000000A", "0000", "GUID"},
    {Format::duration, "PT1M", "PT59S", "one minute"},
    {Format::date_time, "2030-01-31T12:00:00Z", "tomorrow", "date and time"},
    {Format::enrichment_key, "room", "Room", "a-z"},
    {Format::enrichment_source, "${mqtt.message.pfi}", "pfi", "${client.authenticationName}"},
};

TEST_CASE("a text that is not of its format is said back with what is wanted") {
  for (const Case& one : cases) {
    INFO(one.good << " / " << one.bad);
    const Field fields[] = {{.path = "member", .format = one.format}};
    const Kind kind = {.type = "samples", .parent_type = {}, .name_rule = {}, .fields = fields, .quota = {}};
    CHECK(test::run_check(kind, std::string(R"({"member":")") + one.good + "\"}").accepted());
    const auto checked = test::run_check(kind, std::string(R"({"member":")") + one.bad + "\"}");
    REQUIRE(checked.problems.size() == 1);
    CHECK(checked.problems[0].target == "member");
    CHECK(checked.problems[0].message.find(one.what) != std::string::npos);
  }
}

TEST_CASE("a text of 40 hexadecimal digits is taken for a thumbprint with a warning") {
  constexpr Field fields[] = {{.path = "member", .format = Format::thumbprint}};
  const Kind kind = {.type = "samples", .parent_type = {}, .name_rule = {}, .fields = fields, .quota = {}};
  const auto checked = test::run_check(kind, R"({"member":")" + std::string(40, 'a') + "\"}");
  CHECK(checked.accepted());
  CHECK(checked.warnings.size() == 1);
}

}  // namespace
}  // namespace eg::arm
