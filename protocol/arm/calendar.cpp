#include "protocol/arm/calendar.hpp"

#include <array>

namespace eg::arm {
namespace {

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// `days` since 1970-01-01. Counting up costs some fifty steps and needs no explanation.
void set_date(CalendarTime& time, std::int64_t days) {
  time.year = 1970;
  time.month = 1;
  for (; days >= (is_leap(time.year) ? 366 : 365); ++time.year) days -= is_leap(time.year) ? 366 : 365;
  const std::array<int, 12> month_days = {
      31, is_leap(time.year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (const int length : month_days) {
    if (days < length) break;
    days -= length;
    ++time.month;
  }
  time.day = static_cast<int>(days) + 1;
}

}  // namespace

CalendarTime calendar_time(std::int64_t unix_milliseconds) {
  constexpr std::int64_t milliseconds_per_day = 86'400'000;
  constexpr std::int64_t weekday_of_first_day = 4;  // 1970-01-01 was a Thursday
  const std::int64_t days = unix_milliseconds / milliseconds_per_day;
  const auto in_day = static_cast<int>(unix_milliseconds % milliseconds_per_day);
  CalendarTime time{};
  set_date(time, days);
  time.hour = in_day / 3'600'000;
  time.minute = in_day / 60'000 % 60;
  time.second = in_day / 1'000 % 60;
  time.millisecond = in_day % 1'000;
  time.weekday = static_cast<int>((days + weekday_of_first_day) % 7);
  return time;
}

}  // namespace eg::arm
