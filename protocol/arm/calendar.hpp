// Date and time of day of a moment, by arithmetic: the core reads no clock and knows no zone but UTC.
#pragma once

#include <cstdint>

namespace eg::arm {

struct CalendarTime {
  int year;
  int month;  ///< 1 to 12
  int day;    ///< 1 to 31
  int hour;
  int minute;
  int second;
  int millisecond;
  int weekday;  ///< 0 is Sunday
};

/// UTC. From 1970 to 9999.
CalendarTime calendar_time(std::int64_t unix_milliseconds);

}  // namespace eg::arm
