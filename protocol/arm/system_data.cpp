// Who and when, and the calendar that the core has to do itself.
#include "protocol/arm/system_data.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "protocol/arm/json.hpp"

namespace eg::arm {
namespace {

struct Date {
  int year;
  int month;
  int day;
};

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/// Of a day counted from 1970-01-01, not negative. Counting up costs some fifty steps and needs no
/// explanation.
Date date_of(std::int64_t days) {
  Date date{1970, 1, 1};
  for (; days >= (is_leap(date.year) ? 366 : 365); ++date.year) days -= is_leap(date.year) ? 366 : 365;
  const std::array<int, 12> month_days = {
      31, is_leap(date.year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (const int length : month_days) {
    if (days < length) break;
    days -= length;
    ++date.month;
  }
  date.day += static_cast<int>(days);
  return date;
}

}  // namespace

void stamp_system_data(rapidjson::Document& document, const rapidjson::Value* stored, const Author& author,
                       std::string_view time) {
  auto& allocator = document.GetAllocator();
  rapidjson::Value data(rapidjson::kObjectType);
  const auto add = [&](const char* member, std::string_view stood_path, std::string_view now) {
    const std::string_view stood = stored == nullptr ? std::string_view() : text_at(*stored, stood_path);
    data.AddMember(rapidjson::StringRef(member), make_text(stood.empty() ? now : stood, allocator),
                   allocator);
  };
  add("createdBy", "systemData.createdBy", author.name);
  add("createdByType", "systemData.createdByType", author.type);
  add("createdAt", "systemData.createdAt", time);
  add("lastModifiedBy", "", author.name);
  add("lastModifiedByType", "", author.type);
  add("lastModifiedAt", "", time);
  document.RemoveMember("systemData");
  document.AddMember("systemData", std::move(data), allocator);
}

std::string system_data_time(std::int64_t unix_milliseconds) {
  constexpr std::int64_t milliseconds_per_day = 86'400'000;
  const std::int64_t in_day = unix_milliseconds % milliseconds_per_day;
  const Date date = date_of(unix_milliseconds / milliseconds_per_day);
  std::array<char, 96> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03d", date.year, date.month,
                    date.day, static_cast<int>(in_day / 3'600'000), static_cast<int>(in_day / 60'000 % 60),
                    static_cast<int>(in_day / 1'000 % 60), static_cast<int>(in_day % 1'000));
  std::string time(text.data(), static_cast<std::size_t>(length));
  time.erase(time.find_last_not_of('0') + 1);
  if (time.back() == '.') time.pop_back();
  return time + 'Z';
}

}  // namespace eg::arm
