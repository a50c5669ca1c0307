// Both are read character by character: the core knows no locale and no library for it.
#include "protocol/arm/time_text.hpp"

#include <array>
#include <cstddef>

namespace eg::arm {
namespace {

struct Unit {
  char designator;
  bool of_the_time;  ///< stands behind the `T`
  std::int64_t seconds;
};
constexpr auto units = std::to_array<Unit>({{'Y', false, 31'536'000},
                                            {'M', false, 2'592'000},
                                            {'W', false, 604'800},
                                            {'D', false, 86'400},
                                            {'H', true, 3'600},
                                            {'M', true, 60},
                                            {'S', true, 1}});
constexpr std::int64_t seconds_max = 10'000LL * 31'536'000;

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

/// Takes digits from the front; nothing when there are none or too many.
std::optional<std::int64_t> take_number(std::string_view& text, std::size_t digits_max) {
  std::int64_t number = 0;
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) {
    if (digits == digits_max) return std::nullopt;
    number = number * 10 + (text[digits] - '0');
    ++digits;
  }
  if (digits == 0) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

/// A fraction of the smallest part: a point or comma and digits. False: malformed.
bool skip_fraction(std::string_view& text) {
  if (text.empty() || (text.front() != '.' && text.front() != ',')) return true;
  text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return false;
  while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  return true;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// Exactly `digits` of them, in the range.
bool take_part(std::string_view& text, std::size_t digits, std::int64_t minimum, std::int64_t maximum,
               std::int64_t& into) {
  if (text.size() < digits) return false;
  std::string_view part = text.substr(0, digits);
  const auto number = take_number(part, digits);
  if (!number || !part.empty() || *number < minimum || *number > maximum) return false;
  text.remove_prefix(digits);
  into = *number;
  return true;
}

std::int64_t days_of_month(std::int64_t year, std::int64_t month) {
  constexpr std::array<std::int64_t, 12> days = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap_year = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap_year ? 29 : days[static_cast<std::size_t>(month - 1)];
}

/// Minutes east of UTC.
bool take_offset(std::string_view& text, std::int64_t& minutes) {
  minutes = 0;
  if (take(text, 'Z') || take(text, 'z')) return true;
  const bool is_west = !text.empty() && text.front() == '-';
  std::int64_t hours = 0;
  if (!(take(text, '+') || take(text, '-')) || !take_part(text, 2, 0, 23, hours) || !take(text, ':') ||
      !take_part(text, 2, 0, 59, minutes)) {
    return false;
  }
  minutes = (is_west ? -1 : 1) * (hours * 60 + minutes);
  return true;
}

std::int64_t days_since_1970(std::int64_t year, std::int64_t month, std::int64_t day) {
  const std::int64_t before = year - 1;
  std::int64_t days = before * 365 + before / 4 - before / 100 + before / 400 - 719'162;
  for (std::int64_t earlier = 1; earlier < month; ++earlier) days += days_of_month(year, earlier);
  return days + day - 1;
}

/// Of the digits behind the point, the first three.
bool take_milliseconds(std::string_view& text, std::int64_t& milliseconds) {
  const std::string_view fraction = text;
  if (!skip_fraction(text)) return false;
  std::int64_t weight = 100;
  for (std::size_t at = 1; at < fraction.size() - text.size() && weight > 0; ++at, weight /= 10) {
    milliseconds += (fraction[at] - '0') * weight;
  }
  return true;
}

}  // namespace

std::optional<std::int64_t> duration_seconds(std::string_view text) {
  if (!take(text, 'P') || text.empty()) return std::nullopt;
  std::int64_t seconds = 0;
  std::size_t next_unit = 0;
  bool in_time = false;
  while (!text.empty()) {
    if (!in_time && take(text, 'T')) {
      in_time = true;
      if (text.empty()) return std::nullopt;
    }
    const auto number = take_number(text, 12);
    const bool had_fraction =
        !text.empty() && !is_digit(text.front()) && (text.front() == '.' || text.front() == ',');
    if (!number || !skip_fraction(text) || text.empty()) return std::nullopt;
    while (next_unit < units.size() &&
           (units[next_unit].of_the_time != in_time || units[next_unit].designator != text.front())) {
      ++next_unit;
    }
    if (next_unit == units.size() || (had_fraction && text.front() != 'S')) return std::nullopt;
    if (*number > seconds_max / units[next_unit].seconds) return std::nullopt;
    seconds += *number * units[next_unit].seconds;
    ++next_unit;
    text.remove_prefix(1);
  }
  if (seconds > seconds_max) return std::nullopt;
  return seconds;
}

bool is_date_time(std::string_view text) {
  return unix_milliseconds_of(text).has_value();
}

std::optional<std::int64_t> unix_milliseconds_of(std::string_view text) {
  std::int64_t year = 0;
  std::int64_t month = 0;
  std::int64_t day = 0;
  const bool has_date = take_part(text, 4, 1, 9999, year) && take(text, '-') &&
                        take_part(text, 2, 1, 12, month) && take(text, '-') &&
                        take_part(text, 2, 1, days_of_month(year, month), day);
  if (!has_date || !(take(text, 'T') || take(text, 't'))) return std::nullopt;
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  std::int64_t milliseconds = 0;
  std::int64_t offset_minutes = 0;
  const bool has_time = take_part(text, 2, 0, 23, hour) && take(text, ':') &&
                        take_part(text, 2, 0, 59, minute) && take(text, ':') &&
                        take_part(text, 2, 0, 60, second);
  if (!has_time || !take_milliseconds(text, milliseconds) || !take_offset(text, offset_minutes) ||
      !text.empty()) {
    return std::nullopt;
  }
  const std::int64_t minutes = (days_since_1970(year, month, day) * 24 + hour) * 60 + minute - offset_minutes;
  return (minutes * 60 + second) * 1000 + milliseconds;
}

}  // namespace eg::arm
