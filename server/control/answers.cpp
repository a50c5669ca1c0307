#include "server/control/answers.hpp"

#include <array>
#include <cstdio>

#include "protocol/arm/calendar.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::control {
namespace {

/// HSTS is left out on purpose: a browser would hold it against every other program on localhost.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> fixed_headers{{
    {"Cache-Control", "no-cache"},
    {"Pragma", "no-cache"},
    {"Expires", "-1"},
    {"X-Content-Type-Options", "nosniff"},
}};

/// What a client sent comes back in a header: nothing that could end the header may.
bool is_plain(std::string_view text) {
  for (const char letter : text) {
    if (letter < 0x20 || letter > 0x7E) {
      return false;
    }
  }
  return !text.empty() && text.size() <= 128;
}

}  // namespace

Response text_response(unsigned status, std::string body, std::string_view content_type) {
  return {status, {{"Content-Type", std::string(content_type)}}, std::move(body)};
}

Response json_response(unsigned status, std::string body) {
  return text_response(status, std::move(body), "application/json; charset=utf-8");
}

Response empty_response(unsigned status) {
  return {status, {}, {}};
}

Response error_response(const arm::Error& error) {
  return json_response(arm::http_status(error), arm::to_json(error));
}

arm::Error error_of(const store::StoreError& error) {
  const bool full = error.kind == store::StoreError::Kind::disk_full;
  return {full ? arm::ErrorCode::service_unavailable : arm::ErrorCode::internal_server_error, error.message};
}

void add_arm_headers(const Request& request, std::int64_t now_unix_milliseconds, GuidSource& guids,
                     Response& response) {
  for (const auto& [name, value] : fixed_headers) {
    response.headers.emplace_back(name, value);
  }
  const std::int64_t now_seconds = now_unix_milliseconds / 1000;
  const std::string_view given = request.header("x-ms-correlation-request-id");
  const std::string correlation = is_plain(given) ? std::string(given) : guids.next();
  response.headers.emplace_back("x-ms-request-id", guids.next());
  response.headers.emplace_back("x-ms-correlation-request-id", correlation);
  response.headers.emplace_back("x-ms-routing-request-id",
                                "LOCAL:" + compact_time(now_seconds) + ":" + correlation);
  const std::string_view client_id = request.header("x-ms-client-request-id");
  if (arm::fold_case(request.header("x-ms-return-client-request-id")) == "true" && is_plain(client_id)) {
    response.headers.emplace_back("x-ms-client-request-id", client_id);
  }
  response.headers.emplace_back("Date", http_date(now_seconds));
}

std::string base_address(const Request& request) {
  return "https://" + std::string(request.header("Host"));
}

std::string http_date(std::int64_t unix_seconds) {
  constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const arm::CalendarTime moment = arm::calendar_time(unix_seconds * 1000);
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%s, %02d %s %04d %02d:%02d:%02d GMT",
                                 weekdays[static_cast<std::size_t>(moment.weekday)], moment.day,
                                 months[static_cast<std::size_t>(moment.month - 1)], moment.year, moment.hour,
                                 moment.minute, moment.second);
  return {text.data(), static_cast<std::size_t>(size)};
}

std::string compact_time(std::int64_t unix_seconds) {
  const arm::CalendarTime moment = arm::calendar_time(unix_seconds * 1000);
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%04d%02d%02dT%02d%02d%02dZ", moment.year,
                                 moment.month, moment.day, moment.hour, moment.minute, moment.second);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace eg::control
