// Fixed columns: a date has one form here, so that 01-02-2026 is refused instead of guessed.
#include "server/cert_moment.hpp"

#include <charconv>
#include <chrono>

namespace eg::app {
namespace {

constexpr int year_min = 1950;  ///< X.509 times begin here (RFC 5280, 4.1.2.5.1)
constexpr int year_max = 2200;
constexpr std::int64_t distance_max = 999'999'999;

std::optional<std::int64_t> number(std::string_view digits) {
  std::int64_t value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stopped, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || stopped != end || digits.front() == '-') return std::nullopt;
  return value;
}

std::optional<std::int64_t> date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day || *year < year_min || *year > year_max) return std::nullopt;
  const std::chrono::year_month_day read{std::chrono::year(static_cast<int>(*year)),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!read.ok()) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::sys_days(read)).time_since_epoch().count();
}

std::optional<std::int64_t> time_of_day(std::string_view text) {
  if (text.size() != 9 || text[2] != ':' || text[5] != ':' || text[8] != 'Z') return std::nullopt;
  const auto hour = number(text.substr(0, 2));
  const auto minute = number(text.substr(3, 2));
  const auto second = number(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return (*hour * 60 + *minute) * 60 + *second;
}

std::optional<std::int64_t> distance(std::string_view text) {
  if (text.size() < 3) return std::nullopt;
  const auto count = number(text.substr(1, text.size() - 2));
  if (!count || *count > distance_max) return std::nullopt;
  const std::int64_t sign = text.front() == '-' ? -1 : 1;
  switch (text.back()) {
    case 's': return sign * *count;
    case 'm': return sign * *count * 60;
    case 'h': return sign * *count * 3'600;
    case 'd': return *count > 36'500 ? std::nullopt : std::optional(sign * *count * 86'400);
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<std::int64_t> parse_moment(std::string_view text, std::int64_t now_unix_seconds) {
  if (text.starts_with('+') || text.starts_with('-')) {
    const auto away = distance(text);
    if (!away) return std::nullopt;
    return now_unix_seconds + *away;
  }
  const auto midnight = date(text.substr(0, 10));
  if (!midnight || text.size() == 10) return midnight;
  if (text[10] != 'T') return std::nullopt;
  const auto in_day = time_of_day(text.substr(11));
  if (!in_day) return std::nullopt;
  return *midnight + *in_day;
}

}  // namespace eg::app
