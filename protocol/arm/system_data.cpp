// Who and when.
#include "protocol/arm/system_data.hpp"

#include <array>
#include <cstdio>
#include <utility>

#include "protocol/arm/calendar.hpp"
#include "protocol/arm/json.hpp"

namespace eg::arm {
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
  const CalendarTime moment = calendar_time(unix_milliseconds);
  std::array<char, 96> text{};
  const int length =
      std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03d", moment.year, moment.month,
                    moment.day, moment.hour, moment.minute, moment.second, moment.millisecond);
  std::string time(text.data(), static_cast<std::size_t>(length));
  time.erase(time.find_last_not_of('0') + 1);
  if (time.back() == '.') time.pop_back();
  return time + 'Z';
}

}  // namespace eg::arm
