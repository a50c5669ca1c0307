#include "server/control/denials.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <string_view>

#include "authz/reason.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/resource_id.hpp"
#include "protocol/arm/system_data.hpp"
#include "protocol/arm/time_text.hpp"
#include "server/control/context.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {
namespace {

constexpr std::array<std::string_view, 4> kind_names{"connect", "publish", "subscribe", "disconnect"};
constexpr std::array<std::string_view, 8> parameter_names{"namespace", "client", "session", "kind",
                                                          "reason",    "since",  "until",   "$top"};
constexpr std::size_t usual_top = 100;

template <class Names>
std::string listed(const Names& names) {
  std::string text;
  for (const std::string_view name : names) {
    text += (text.empty() ? "" : ", ") + std::string(name);
  }
  return text;
}

std::string_view name_of(DenialKind kind) {
  return kind_names[static_cast<std::size_t>(kind)];
}

/// What a request asks for; empty lists and texts let everything through.
struct Filter {
  std::string namespace_name;  ///< folded, like the next
  std::string client;
  std::string session_name;
  std::vector<std::string> kinds;
  std::vector<std::string> reasons;
  std::int64_t since = std::numeric_limits<std::int64_t>::min();
  std::int64_t until = std::numeric_limits<std::int64_t>::max();
  std::size_t top = usual_top;

  bool lets_through(const Denial& denial) const {
    const auto is = [](const std::string& wanted, const std::string& folded) {
      return wanted.empty() || wanted == folded;
    };
    const auto is_one_of = [](const std::vector<std::string>& wanted, std::string_view value) {
      return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    };
    return is(namespace_name, arm::fold_case(denial.namespace_name)) &&
           is(client, arm::fold_case(denial.client)) && is(session_name, denial.session_name) &&
           is_one_of(kinds, name_of(denial.kind)) && is_one_of(reasons, denial.reason) &&
           denial.unix_milliseconds >= since && denial.first_unix_milliseconds <= until;
  }
};

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = std::min(text.find(','), text.size());
    parts.push_back(arm::fold_case(text.substr(0, comma)));
    if (comma == text.size()) {
      return parts;
    }
    text.remove_prefix(comma + 1);
  }
}

using Problem = std::optional<arm::Error>;

arm::Error wrong(std::string_view name, std::string_view value, const std::string& rule) {
  return {arm::ErrorCode::invalid_parameter,
          "The value '" + arm::excerpt(value) + "' of " + std::string(name) + " " + rule, std::string(name)};
}

Problem take_moment(std::string_view name, std::string_view value, std::int64_t& into) {
  std::string text(value);
  // A plus sign that was not percent-encoded has become a blank.
  std::replace(text.begin(), text.end(), ' ', '+');
  const auto moment = arm::unix_milliseconds_of(text);
  if (!moment) {
    return wrong(name, value,
                 "must be a moment such as 2026-11-22T20:04:09Z (ISO 8601, with Z or an offset).");
  }
  into = *moment;
  return std::nullopt;
}

Problem take_parameter(const std::string& name, const std::string& value, Filter& filter) {
  if (name == "namespace") {
    filter.namespace_name = arm::fold_case(value);
  } else if (name == "client") {
    filter.client = arm::fold_case(value);
  } else if (name == "session") {
    filter.session_name = value;
  } else if (name == "since") {
    return take_moment(name, value, filter.since);
  } else if (name == "until") {
    return take_moment(name, value, filter.until);
  } else if (name == "kind") {
    filter.kinds = split(value);
    for (const std::string& kind : filter.kinds) {
      if (std::find(kind_names.begin(), kind_names.end(), kind) == kind_names.end()) {
        return wrong(name, value, "must be one or several of " + listed(kind_names) + ".");
      }
    }
  } else if (name == "reason") {
    filter.reasons = split(value);
    for (const std::string& reason : filter.reasons) {
      if (authz::find_reason(reason) == nullptr) {
        return wrong(name, value,
                     "must be identifiers such as no-topic-space-matches; docs/REFUSALS.md lists them.");
      }
    }
  } else if (name == "$top") {
    const char* end = value.data() + value.size();
    const auto [rest, failure] = std::from_chars(value.data(), end, filter.top);
    if (failure != std::errc() || rest != end || filter.top < 1) {
      return wrong(name, value, "must be a number from 1.");
    }
  } else if (name != "api-version") {
    return arm::Error(
        arm::ErrorCode::invalid_parameter,
        "There is no parameter '" + arm::excerpt(name) + "' here: " + listed(parameter_names) + " are known.",
        arm::excerpt(name));
  }
  return std::nullopt;
}

void write(JsonText& json, const Denial& denial) {
  json.begin_object()
      .member("time", arm::system_data_time(denial.unix_milliseconds))
      .member("kind", name_of(denial.kind))
      .member("reason", denial.reason);
  const std::pair<std::string_view, const std::string&> texts[] = {
      {"namespace", denial.namespace_name},
      {"client", denial.client},
      {"session", denial.session_name},
      {"topic", denial.topic},
      {"protocol", denial.protocol},
      {"peer", denial.peer},
      {"resultSignature", denial.result_signature},
      {"resultDescription", denial.result_description},
  };
  for (const auto& [name, text] : texts) {
    if (!text.empty()) {
      json.member(name, text);
    }
  }
  if (denial.code != 0) {
    json.member("code", code_text(denial.code));
  }
  if (const authz::ReasonRow* row = authz::find_reason(denial.reason)) {
    json.member("cause", row->cause).member("cure", row->cure);
  }
  json.member("detail", denial.detail);
  if (denial.count > 1) {
    json.number("count", static_cast<std::int64_t>(denial.count))
        .member("firstTime", arm::system_data_time(denial.first_unix_milliseconds));
  }
  json.end_object();
}

}  // namespace

std::string code_text(std::uint8_t code) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  return std::string("0x") + digits[code >> 4U] + digits[code & 0xFU];
}

Answer get_denials(Context& context) {
  Filter filter;
  for (const auto& [name, value] : context.target.parameters) {
    if (auto problem = take_parameter(name, value, filter)) {
      return *problem;
    }
  }
  const RecentDenials recent =
      context.settings.recent_denials ? context.settings.recent_denials() : RecentDenials{};
  JsonText json;
  json.begin_object().begin_array("value");
  std::size_t count = 0;
  for (const auto& denial : recent.newest_first) {
    if (count == filter.top) {
      break;
    }
    if (filter.lets_through(*denial)) {
      write(json, *denial);
      ++count;
    }
  }
  json.end_array()
      .member("since", arm::system_data_time(recent.since_unix_milliseconds))
      .number("keptAtMost", static_cast<std::int64_t>(recent.kept_max))
      .number("forgotten", static_cast<std::int64_t>(recent.forgotten))
      .member("note", "Kept in memory: a restart of the emulator forgets them.")
      .end_object();
  return json_response(200, json.take());
}

}  // namespace eg::control
