// systemData and its time format (arm-contract 2 and 3).
#include "protocol/arm/system_data.hpp"

#include "protocol/arm/json.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("times are UTC with trailing zeros dropped") {
  struct Case {
    std::int64_t unix_milliseconds;
    const char* text;
  };
  const Case cases[] = {{0, "1970-01-01T00:00:00Z"},
                        {1'734'335'103'843, "2024-12-16T07:45:03.843Z"},
                        {951'782'400'500, "2000-02-29T00:00:00.5Z"},
                        {1'709'251'199'999, "2024-02-29T23:59:59.999Z"},
                        {1'735'689'599'010, "2024-12-31T23:59:59.01Z"},
                        {4'107'542'400'000, "2100-03-01T00:00:00Z"}};
  for (const Case& one : cases) CHECK(system_data_time(one.unix_milliseconds) == one.text);
}

TEST_CASE("the creator stays, the last writer changes") {
  rapidjson::Document first(rapidjson::kObjectType);
  stamp_system_data(first, nullptr, {"ann@example.com", "User"}, "T1");
  rapidjson::Document second(rapidjson::kObjectType);
  stamp_system_data(second, &first, {"app-1", "Application"}, "T2");
  CHECK(write_json(second) ==
        R"({"systemData":{"createdBy":"ann@example.com","createdByType":"User","createdAt":"T1",)"
        R"("lastModifiedBy":"app-1","lastModifiedByType":"Application","lastModifiedAt":"T2"}})");
}

}  // namespace
}  // namespace eg::arm
