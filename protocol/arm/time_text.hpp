// Durations and moments as ISO 8601 texts in bodies. Text only: no clock is known here.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace eg::arm {

/// Of `P1D`, `PT23H12M`, `P1W`, fractions of a second allowed and dropped. A year counts 365 days, a
/// month 30. Nothing: not such a text, or longer than 10,000 years.
std::optional<std::int64_t> duration_seconds(std::string_view text);

/// RFC 3339: date, `T`, time of day, optional fraction, `Z` or an offset; the date exists in the calendar.
bool is_date_time(std::string_view text);
/// The moment of such a text in Unix milliseconds, finer fractions dropped. Nothing: no such text.
std::optional<std::int64_t> unix_milliseconds_of(std::string_view text);

}  // namespace eg::arm
