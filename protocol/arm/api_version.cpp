// The table of api-versions and the three ways in which a version parameter can be wrong.
#include "protocol/arm/api_version.hpp"

#include <array>
#include <cstddef>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::arm {
namespace {

constexpr std::array<ApiVersionRow, api_version_count> rows = {{
    {ApiVersion::v2023_06_01_preview, "2023-06-01-preview"},
    {ApiVersion::v2023_12_15_preview, "2023-12-15-preview"},
    {ApiVersion::v2024_06_01_preview, "2024-06-01-preview"},
    {ApiVersion::v2024_12_15_preview, "2024-12-15-preview"},
    {ApiVersion::v2025_02_15, "2025-02-15"},
    {ApiVersion::v2025_04_01_preview, "2025-04-01-preview"},
    {ApiVersion::v2025_07_15_preview, "2025-07-15-preview"},
}};

/// Versions of the provider from before there were namespaces.
constexpr auto versions_without_namespaces = std::to_array<std::string_view>({
    "2017-06-15-preview",
    "2017-09-15-preview",
    "2018-01-01",
    "2018-05-01-preview",
    "2018-09-15-preview",
    "2019-01-01",
    "2019-02-01-preview",
    "2019-06-01",
    "2020-01-01-preview",
    "2020-04-01-preview",
    "2020-06-01",
    "2020-10-15-preview",
    "2021-06-01-preview",
    "2021-10-15-preview",
    "2021-12-01",
    "2022-06-15",
});

std::string list_of_versions() {
  std::string list;
  for (const ApiVersionRow& row : rows) {
    if (!list.empty()) list += ", ";
    list += row.name;
  }
  return list;
}

bool is_letter(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

}  // namespace

std::span<const ApiVersionRow> api_versions() {
  return rows;
}

std::string_view name(ApiVersion version) {
  return rows[static_cast<std::size_t>(version)].name;
}

bool is_well_formed_api_version(std::string_view text) {
  constexpr std::string_view date = "dddd-dd-dd";
  if (text.size() < date.size()) return false;
  for (std::size_t index = 0; index < date.size(); ++index) {
    const char byte = text[index];
    if (date[index] == '-' ? byte != '-' : byte < '0' || byte > '9') return false;
  }
  text.remove_prefix(date.size());
  if (text.empty()) return true;
  if (text.size() < 2 || text.front() != '-') return false;
  text.remove_prefix(1);
  for (const char byte : text) {
    if (!is_letter(byte)) return false;
  }
  return true;
}

boost::system::result<ApiVersion, Error> parse_api_version(std::string_view text,
                                                           std::string_view type_path) {
  if (text.empty()) {
    return Error(ErrorCode::missing_api_version_parameter,
                 "The api-version query parameter (?api-version=) is required for all requests.");
  }
  const std::string folded = fold_case(text);
  for (const ApiVersionRow& row : rows) {
    if (row.name == folded) return row.version;
  }
  for (const std::string_view old : versions_without_namespaces) {
    if (old != folded) continue;
    return Error(ErrorCode::invalid_resource_type,
                 "The resource type '" + std::string(type_path) +
                     "' could not be found in the namespace 'Microsoft.EventGrid' for api version '" +
                     std::string(old) + "'. The supported api-versions are '" + list_of_versions() + "'.");
  }
  if (!is_well_formed_api_version(text)) {
    return Error(ErrorCode::invalid_api_version_parameter, "The api-version '" + excerpt(text) +
                                                               "' is invalid. The supported versions are '" +
                                                               list_of_versions() + "'.");
  }
  return Error(ErrorCode::no_registered_provider_found,
               "No registered resource provider found for API version '" + excerpt(text) + "' for type '" +
                   std::string(type_path) + "'. The supported api-versions are '" + list_of_versions() +
                   "'.");
}

}  // namespace eg::arm
