// The api-versions of Microsoft.EventGrid that know namespaces, as an ordered table (arm-contract 1). All of
// them are served from one stored superset; what a version knows is marked on the schema's rows with a
// VersionMask.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "protocol/arm/error.hpp"

namespace eg::arm {

/// In the order of publication; the value is the row's index and its bit in a VersionMask.
enum class ApiVersion : std::uint8_t {
  v2023_06_01_preview,
  v2023_12_15_preview,
  v2024_06_01_preview,
  v2024_12_15_preview,
  v2025_02_15,
  v2025_04_01_preview,
  v2025_07_15_preview,
};
inline constexpr unsigned api_version_count = 7;

/// A set of versions, one bit each: in which of them a member exists.
using VersionMask = std::uint8_t;
inline constexpr VersionMask all_versions = (1U << api_version_count) - 1U;

constexpr VersionMask only(ApiVersion version) {
  return static_cast<VersionMask>(1U << static_cast<unsigned>(version));
}
/// This version and all published after it.
constexpr VersionMask since(ApiVersion version) {
  return static_cast<VersionMask>(all_versions & ~(only(version) - 1U));
}
/// All versions published before this one.
constexpr VersionMask before(ApiVersion version) {
  return static_cast<VersionMask>(only(version) - 1U);
}
constexpr VersionMask without(VersionMask versions, ApiVersion version) {
  return static_cast<VersionMask>(versions & ~only(version));
}
constexpr bool contains(VersionMask versions, ApiVersion version) {
  return (versions & only(version)) != 0;
}

struct ApiVersionRow {
  ApiVersion version;
  std::string_view name;  ///< as in the query, e.g. `2025-02-15`
};
std::span<const ApiVersionRow> api_versions();
std::string_view name(ApiVersion version);

/// `YYYY-MM-DD` with an optional `-suffix` of letters: the form every version of ARM has. Case ignored.
bool is_well_formed_api_version(std::string_view text);

/// The version of that name, case ignored. Errors: missing_api_version_parameter for an empty text,
/// invalid_api_version_parameter for a malformed one, invalid_resource_type for one from before namespaces,
/// no_registered_provider_found for any other; the last three list those served. `type_path` such as
/// `namespaces/clients` goes into the sentence.
boost::system::result<ApiVersion, Error> parse_api_version(std::string_view text, std::string_view type_path);

}  // namespace eg::arm
