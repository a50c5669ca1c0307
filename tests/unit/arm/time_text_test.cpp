// Durations and moments: what is one and what is none.
#include "protocol/arm/time_text.hpp"

#include <string>
#include <utility>

#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("durations count seconds") {
  const std::pair<const char*, std::int64_t> cases[] = {
      {"PT1S", 1},
      {"PT1M", 60},
      {"PT23H12M", 83'520},
      {"P0DT23H12M", 83'520},
      {"P1D", 86'400},
      {"P1W", 604'800},
      {"P1M", 2'592'000},
      {"P1Y", 31'536'000},
      {"P1DT0H0M0S", 86'400},
      {"PT1.9S", 1},
      {"P1Y2M3W4DT5H6M7S", 31'536'000 + 2 * 2'592'000 + 3 * 604'800 + 4 * 86'400 + 5 * 3'600 + 6 * 60 + 7}};
  for (const auto& [text, seconds] : cases) {
    INFO(text);
    CHECK(duration_seconds(text) == seconds);
  }
}

TEST_CASE("what is no duration") {
  for (const char* text : {"", "P", "PT", "P1", "1D", "p1d", "P1H", "PT1D", "P1DT", "PT1M1H", "P1D1D", "P-1D",
                           "P1D ", "PT1.5M", "PT1.S", "P99999999999999D", "P10001Y", "PTT1S", "P1S"}) {
    INFO(text);
    CHECK_FALSE(duration_seconds(text).has_value());
  }
}

TEST_CASE("moments of the calendar in the form of RFC 3339") {
  for (const char* good : {"2030-01-31T12:00:00Z", "2024-02-29T23:59:60Z", "2030-01-31t12:00:00z",
                           "2030-01-31T12:00:00.1234567+01:30", "0001-01-01T00:00:00-23:59"}) {
    INFO(good);
    CHECK(is_date_time(good));
  }
  for (const char* bad :
       {"", "2030-01-31", "2030-01-31T12:00:00", "2030-02-30T12:00:00Z", "2023-02-29T12:00:00Z",
        "2030-13-01T12:00:00Z", "2030-01-31T24:00:00Z", "2030-01-31T12:60:00Z", "2030-01-31T12:00:00.Z",
        "2030-01-31 12:00:00Z", "30-01-31T12:00:00Z", "2030-01-31T12:00:00+1:00", "2030-01-31T12:00:00Zx",
        "0000-01-01T00:00:00Z"}) {
    INFO(bad);
    CHECK_FALSE(is_date_time(bad));
  }
}

TEST_CASE("moments in Unix milliseconds") {
  const std::pair<const char*, std::int64_t> cases[] = {{"1970-01-01T00:00:00Z", 0},
                                                        {"1969-12-31T23:59:59Z", -1000},
                                                        {"2024-12-16T07:45:03.843Z", 1'734'335'103'843},
                                                        {"2024-12-16T08:45:03.8439+01:00", 1'734'335'103'843},
                                                        {"2024-12-16T07:15:03,8-00:30", 1'734'335'103'800},
                                                        {"2000-02-29T00:00:00Z", 951'782'400'000},
                                                        {"2100-03-01T00:00:00Z", 4'107'542'400'000}};
  for (const auto& [text, milliseconds] : cases) {
    INFO(text);
    CHECK(unix_milliseconds_of(text) == milliseconds);
  }
  CHECK_FALSE(unix_milliseconds_of("2023-02-29T00:00:00Z"));
  CHECK_FALSE(unix_milliseconds_of("2024-12-16"));
}

}  // namespace
}  // namespace eg::arm
