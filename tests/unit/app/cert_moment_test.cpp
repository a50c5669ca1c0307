#include "server/cert_moment.hpp"

#include "tests/support/catch.hpp"

namespace eg::app {
namespace {

constexpr std::int64_t now = 1'700'000'000;

TEST_CASE("moments are dates, times in UTC and distances from now") {
  struct Row {
    const char* text;
    std::int64_t unix_seconds;
  };
  for (const Row& row : {Row{"1970-01-01", 0},
                         {"2024-02-29", 1'709'164'800},
                         {"2023-11-14T22:13:20Z", now},
                         {"1950-01-01", -631'152'000},
                         {"-90s", now - 90},
                         {"+5m", now + 300},
                         {"+1h", now + 3'600},
                         {"-400d", now - 400LL * 86'400},
                         {"+0d", now}}) {
    INFO(row.text);
    CHECK(parse_moment(row.text, now) == row.unix_seconds);
  }
}

TEST_CASE("what is no moment is refused, not guessed") {
  for (const char* text : {"",
                           "now",
                           "2023",
                           "2023-02-29",
                           "2023-13-01",
                           "01-02-2023",
                           "2023-1-1",
                           "1949-12-31",
                           "2201-01-01",
                           "2023-11-14T22:13:20",
                           "2023-11-14 22:13:20Z",
                           "2023-11-14T24:00:00Z",
                           "2023-11-14T22:13:20+01:00",
                           "10d",
                           "-d",
                           "+",
                           "-10",
                           "-10w",
                           "--10d",
                           "+1.5d",
                           "+99999d",
                           "+9999999999s",
                           "2023-11-14T-1:00:00Z"}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text, now));
  }
}

}  // namespace
}  // namespace eg::app
