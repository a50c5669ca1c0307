// Leap years, ends of months, weekdays.
#include "protocol/arm/calendar.hpp"

#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("moments of the calendar") {
  struct Case {
    std::int64_t unix_milliseconds;
    CalendarTime time;
  };
  const Case cases[] = {
      {0, {1970, 1, 1, 0, 0, 0, 0, 4}},
      {951'782'400'000, {2000, 2, 29, 0, 0, 0, 0, 2}},
      {1'734'335'103'843, {2024, 12, 16, 7, 45, 3, 843, 1}},
      {4'107'542'399'999, {2100, 2, 28, 23, 59, 59, 999, 0}},
      {4'107'542'400'000, {2100, 3, 1, 0, 0, 0, 0, 1}},
  };
  for (const Case& one : cases) {
    const CalendarTime time = calendar_time(one.unix_milliseconds);
    INFO(one.unix_milliseconds);
    CHECK(time.year == one.time.year);
    CHECK(time.month == one.time.month);
    CHECK(time.day == one.time.day);
    CHECK(time.hour == one.time.hour);
    CHECK(time.minute == one.time.minute);
    CHECK(time.second == one.time.second);
    CHECK(time.millisecond == one.time.millisecond);
    CHECK(time.weekday == one.time.weekday);
  }
}

}  // namespace
}  // namespace eg::arm
