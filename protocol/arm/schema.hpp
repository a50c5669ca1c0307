// Resource kinds as data: the row types of the tables in kinds/ (design, "Resource kinds are data").
// Validation, merge, output view, routes and tests read these rows; this file holds no rule about any
// particular kind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "protocol/arm/api_version.hpp"
#include "protocol/arm/error.hpp"

namespace eg::arm {

inline constexpr std::string_view provider_name = "Microsoft.EventGrid";

enum class FieldType : std::uint8_t {
  text,
  integer,  ///< 64 bit, no fraction
  boolean,
  enumeration,  ///< a text of `values`; case ignored on input, canonical casing stored
  object,       ///< its members are rows of their own
  text_list,
  object_list,  ///< members of the elements are rows with `[]` in their path
  tags,         ///< map of text to text with the limits of arm-contract 3
  attributes,   ///< map of name to integer, boolean, text or text list: client attributes (arm-contract 9)
  object_map,   ///< map of text to objects that are kept as sent: `identity.userAssignedIdentities`
  any_value,    ///< any JSON, judged by a CrossRule: the operands of an event filter
};

/// How a text (or each element of a text_list) is written, beyond its length.
enum class Format : std::uint8_t {
  any,
  location,     ///< stored without blanks in lower case
  ip_mask,      ///< IPv4 or IPv6 address, optional prefix length
  thumbprint,   ///< decisions: 64 hex digits, 40 with a warning, `:` and blanks ignored
  comma_list,   ///< an enumeration whose blanks do not count: `SystemAssigned,UserAssigned`
  resource_id,  ///< of any provider
  web_address,  ///< `https://`
  host_name,
  guid,
  duration,           ///< ISO 8601, at least a minute
  date_time,          ///< RFC 3339
  enrichment_key,     ///< arm-contract 8.2
  enrichment_source,  ///< arm-contract 8.2
  topic_template,     ///< checked through TextRules: the grammar belongs to authz
  group_query,        ///< checked through TextRules
  ca_certificate,     ///< checked through TextRules: the shell reads certificates
};

enum class Mutability : std::uint8_t {
  changeable,
  immutable,  ///< another value is refused with `change_error`; absent in a PUT keeps what stands
  read_only,  ///< ignored on input; on output the value comes from ViewRequest::read_only
};

/// What the output shows when nothing is stored (arm-contract 2, "JSON output conventions").
enum class WhenAbsent : std::uint8_t {
  omit,
  null,
  object,  ///< an object made of its members, for objects that hold read-only members only
};

/// Inclusive. Of an integer: its value; of a text: Unicode characters; of a list or map: number of entries.
struct Limits {
  std::int64_t minimum = std::numeric_limits<std::int64_t>::min();
  std::int64_t maximum = std::numeric_limits<std::int64_t>::max();
};

/// Of every `description`: the service names no limit, and a text must not fill the disk (decisions).
inline constexpr Limits description_limits = {0, 4096};

/// One member of a resource. Rows stand in output order, parents before their members.
struct Field {
  std::string_view path;  ///< from the resource's root: `properties.inboundIpRules[].ipMask`, `sku.capacity`
  FieldType type = FieldType::text;
  bool required = false;  ///< in a PUT, wherever the parent object stands
  ErrorCode missing_error = ErrorCode::invalid_request_content;
  Limits limits = {};
  std::span<const std::string_view> values = {};  ///< of an enumeration or of a text_list's elements
  std::span<const std::string_view> values_not_emulated = {};  ///< of an enumeration: known, but refused
  std::span<const std::string_view> further_values = {};       ///< of some versions only, see below
  VersionMask versions_of_further_values = all_versions;
  Format format = Format::any;
  Mutability mutability = Mutability::changeable;
  ErrorCode change_error = ErrorCode::property_change_not_allowed;
  std::string_view default_json = {};  ///< JSON text; `{}` makes an object whose members get their defaults
  bool default_is_name = false;        ///< the resource's own name
  std::string_view sticky_value = {};  ///< once the member has this value it keeps it: MQTT `Enabled`
  bool patchable = false;              ///< PATCH may change it; an unchanged value is always fine
  bool kept_when_absent = false;       ///< a PUT without it keeps what stands (decisions)
  bool removed_by_type_none = false;   ///< an object whose `type` is `None` is not stored
  bool not_emulated = false;           ///< refused with a sentence unless empty
  std::string_view stored_only = {};   ///< kept without effect: what is missing, for the log
  bool secret = false;                 ///< stored, but never shown
  std::string_view secret_while = {};  ///< a boolean beside it: not shown while that is true
  VersionMask versions = all_versions;
  WhenAbsent when_absent = WhenAbsent::omit;
  std::string_view reference = {};  ///< type path of the sibling kind that the text names
};

/// Names in the URL (arm-contract 4): ASCII letters and digits and these further characters.
struct NameRule {
  std::size_t characters_min = 0;
  std::size_t characters_max = 0;
  std::string_view further_characters;
};

/// A set of Verb.
using VerbMask = std::uint8_t;
enum class Verb : VerbMask { put = 1, get = 2, erase = 4, list = 8, patch = 16 };
constexpr VerbMask operator|(Verb left, Verb right) {
  return static_cast<VerbMask>(static_cast<VerbMask>(left) | static_cast<VerbMask>(right));
}
constexpr VerbMask operator|(VerbMask left, Verb right) {
  return static_cast<VerbMask>(left | static_cast<VerbMask>(right));
}
constexpr bool contains(VerbMask verbs, Verb verb) {
  return (verbs & static_cast<VerbMask>(verb)) != 0;
}

/// Rules between members, run in this order after the members themselves (rules.cpp).
enum class CrossRule : std::uint8_t {
  legacy_authentication,  ///< `authentication` of 2023-06-01-preview becomes clientCertificateAuthentication
  thumbprint_scheme,      ///< thumbprints infer ThumbprintMatch, which needs them; other schemes forbid them
  routing_enrichments,    ///< keys unique over static and dynamic, at most 20 (arm-contract 8.2)
  identities_in_use,      ///< an identity that a member names must be set on the namespace
  delivery_mode,          ///< `queue` and `push` belong to their mode; Push needs one destination
  destinations,           ///< the members that an endpoint type has and needs
  filter_operands,        ///< `value` or `values` as the operator wants them
};

/// How many of a kind one parent may have (arm-contract 17).
struct Quota {
  std::size_t count = 0;
  bool per_capacity_unit = false;  ///< `count` times `sku.capacity` of the namespace
};

struct Kind {
  std::string_view type;         ///< `namespaces/clients`, canonical casing, without the provider
  std::string_view parent_type;  ///< `namespaces`; empty: the parent is a resource group
  bool tracked = false;          ///< has location, tags, sku, identity
  bool long_running = false;     ///< writes and deletions answer as long-running operations (arm-contract 5)
  NameRule name_rule;
  VerbMask verbs = 0;
  std::span<const Field> fields;
  std::span<const CrossRule> rules = {};         ///< on the body of a PUT
  std::span<const CrossRule> merged_rules = {};  ///< on the new document, of a PATCH too
  Quota quota;                                   ///< a namespace's is per subscription
  std::string_view stored_only = {};  ///< the whole kind is kept without effect: what is missing, for the log
};

/// `properties.a` of `properties.a.b`, `properties.list[]` of `properties.list[].x`, empty of `location`.
std::string_view parent_path(const Field& field);
/// The last member name of the path.
std::string_view member_name(const Field& field);
/// The row of that path; nullptr: there is none.
const Field* find_field(const Kind& kind, std::string_view path);
/// `Microsoft.EventGrid/namespaces/clients`
std::string full_type(const Kind& kind);

/// The name rule and ARM's own (arm-contract 4, 16). The built-in client group `$all` is not let through
/// here. Error: invalid_resource_name with a sentence that quotes the rule.
boost::system::result<void, Error> check_name(const Kind& kind, std::string_view name);

}  // namespace eg::arm
