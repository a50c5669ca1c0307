// Moments as users write them for `cert --not-before`: a date, a time, or a distance from now. Reads no
// clock.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eg::app {

/// Unix seconds of `2026-01-31` (midnight UTC), `2026-01-31T12:00:00Z`, or of a signed number of seconds,
/// minutes, hours or days from `now_unix_seconds`: `-400d`, `+1h`. Nothing: another text, or a date that is
/// not between the years 1950 and 2200 or not in the calendar.
std::optional<std::int64_t> parse_moment(std::string_view text, std::int64_t now_unix_seconds);

}  // namespace eg::app
