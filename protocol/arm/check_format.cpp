// Formats that a predicate decides are rows of a table; the others have a function each.
#include "protocol/arm/check_format.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "protocol/arm/enrichment.hpp"
#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/formats.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/resource_id.hpp"
#include "protocol/arm/time_text.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;

constexpr std::int64_t duration_seconds_min = 60;

bool is_lasting(std::string_view text) {
  return duration_seconds(text).value_or(0) >= duration_seconds_min;
}

struct FormatRow {
  Format format;
  bool (*fits)(std::string_view);
  std::string_view what;  ///< after "must be"
};
constexpr auto rows = std::to_array<FormatRow>({
    {Format::ip_mask, is_ip_mask, "an IP address or a range in CIDR notation such as 10.1.0.0/16"},
    {Format::resource_id, is_id_of_resource,
     "the id of a resource, /subscriptions/ID/resourceGroups/NAME/providers/PROVIDER/TYPE/NAME"},
    {Format::web_address, is_web_address, "an address that begins with https:// and a host name"},
    {Format::host_name, is_host_name, "a host name such as mqtt.example.com"},
    {Format::guid, is_guid, "a GUID such as 00000000-0000-0000-0000-000000000000"},
    {Format::duration, is_lasting, "an ISO 8601 duration of at least one minute such as P1D or PT23H12M"},
    {Format::date_time, is_date_time, "a date and time such as 2030-01-31T12:00:00Z"},
    {Format::enrichment_key, is_enrichment_key,
     "1 to 20 of a-z and 0-9, none of the attributes that every event has, and not begin with azsp"},
    {Format::enrichment_source, is_enrichment_source,
     "a source such as ${client.authenticationName}, ${client.attributes.NAME} or ${mqtt.message.topicName}"},
});

std::string quoted(const std::string& target) {
  return "'" + target + "'";
}

void check_thumbprint(std::string_view text, const std::string& target, CheckContext& context) {
  switch (thumbprint_form(text)) {
    case ThumbprintForm::sha256: return;
    case ThumbprintForm::sha1:
      context.warnings.push_back(
          quoted(target) + " has 40 hexadecimal digits, a SHA-1 thumbprint; Event Grid expects SHA-256.");
      return;
    case ThumbprintForm::malformed:
      context.problems.add(
          ErrorCode::invalid_request, target,
          quoted(target) + " must be the SHA-256 thumbprint of a certificate, 64 hexadecimal digits.");
  }
}

void check_location(Value& value, const std::string& target, CheckContext& context) {
  const std::string location = normalise_location(text_of(value));
  if (!is_location(location)) {
    context.problems.add(ErrorCode::invalid_request, target,
                         quoted(target) + " is '" + excerpt(text_of(value)) +
                             "' but must be the name of a region such as eastus or 'East US'.");
  }
  value = make_text(location, context.allocator);
}

void check_rule(const TextRules::Rule& rule, std::string_view text, const std::string& target,
                CheckContext& context) {
  if (!rule) return;
  if (auto problem = rule(text)) {
    context.problems.add(ErrorCode::invalid_request, target, std::move(*problem));
  }
}

}  // namespace

void check_format(Format format, Value& value, const std::string& target, CheckContext& context) {
  const std::string_view text = text_of(value);
  switch (format) {
    case Format::any:
    case Format::comma_list: return;
    case Format::location: check_location(value, target, context); return;
    case Format::thumbprint: check_thumbprint(text, target, context); return;
    case Format::topic_template: check_rule(context.text_rules.topic_template, text, target, context); return;
    case Format::group_query: check_rule(context.text_rules.group_query, text, target, context); return;
    case Format::ca_certificate: check_rule(context.text_rules.ca_certificate, text, target, context); return;
    default: break;
  }
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [format](const FormatRow& candidate) { return candidate.format == format; });
  if (row->fits(text)) return;
  context.problems.add(
      ErrorCode::invalid_request, target,
      quoted(target) + " is '" + excerpt(text) + "' but must be " + std::string(row->what) + ".");
}

}  // namespace eg::arm
