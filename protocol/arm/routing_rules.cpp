// Both rules walk fixed places of the namespace, given as tables of paths.
#include "protocol/arm/routing_rules.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;

constexpr std::size_t enrichments_max = 20;
constexpr auto enrichment_lists =
    std::to_array<std::string_view>({"properties.topicSpacesConfiguration.routingEnrichments.static",
                                     "properties.topicSpacesConfiguration.routingEnrichments.dynamic"});

/// Objects with `type` and `userAssignedIdentity`: at the path itself, or in `identity` of it, or of each
/// element of the list at it.
struct IdentityPlace {
  std::string_view path;
  std::string_view member;  ///< empty: the object itself
};
constexpr auto identity_places = std::to_array<IdentityPlace>({
    {"properties.topicsConfiguration.customDomains", "identity"},
    {"properties.topicSpacesConfiguration.routingIdentityInfo", ""},
    {"properties.topicSpacesConfiguration.clientAuthentication.customJwtAuthentication.issuerCertificates",
     "identity"},
    {"properties.topicSpacesConfiguration.clientAuthentication.webhookAuthentication", "identity"},
    {"properties.topicSpacesConfiguration.customDomains", "identity"},
});

bool has_user_assigned(const Value& body, std::string_view id) {
  const Value* map = find_path(body, "identity.userAssignedIdentities");
  if (map == nullptr || !map->IsObject()) return false;
  const std::string folded = fold_case(id);
  return std::any_of(map->MemberBegin(), map->MemberEnd(),
                     [&folded](const auto& entry) { return fold_case(text_of(entry.name)) == folded; });
}

void check_identity(const Value& body, const Value& used, const std::string& target, CheckContext& context) {
  const std::string_view type = text_at(used, "type");
  const std::string_view set = text_at(body, "identity.type");
  const std::string_view id = text_at(used, "userAssignedIdentity");
  const auto add = [&](const std::string& sentence) {
    context.problems.add(ErrorCode::invalid_request, target, "'" + target + "' " + sentence);
  };
  if (type == "SystemAssigned" && set.find("SystemAssigned") == std::string_view::npos) {
    add("uses the system assigned identity, which the namespace does not have: set 'identity.type'.");
  } else if (type == "UserAssigned" && id.empty()) {
    add("is 'UserAssigned' and needs 'userAssignedIdentity'.");
  } else if (type == "UserAssigned" && !has_user_assigned(body, id)) {
    add("uses the identity '" + excerpt(id) +
        "', which the namespace does not have: put it into 'identity.userAssignedIdentities'.");
  }
}

void check_identity_member(const Value& body, const Value& object, const IdentityPlace& place,
                           const std::string& target, CheckContext& context) {
  if (place.member.empty()) return check_identity(body, object, target, context);
  const Value* identity = find_member(object, place.member);
  if (identity == nullptr || !identity->IsObject()) return;
  check_identity(body, *identity, target + "." + std::string(place.member), context);
}

}  // namespace

void check_routing_enrichments(const Value& body, CheckContext& context) {
  std::set<std::string_view> keys;
  std::size_t count = 0;
  for (const std::string_view path : enrichment_lists) {
    const Value* list = find_path(body, path);
    if (list == nullptr || !list->IsArray()) continue;
    for (rapidjson::SizeType index = 0; index < list->Size(); ++index) {
      const std::string_view key = text_at((*list)[index], "key");
      ++count;
      if (key.empty() || keys.insert(key).second) continue;
      const std::string target = std::string(path) + "[" + std::to_string(index) + "].key";
      context.problems.add(ErrorCode::invalid_request, target,
                           "'" + target + "' is '" + excerpt(key) + "', which is used twice.");
    }
  }
  if (count <= enrichments_max) return;
  const std::string target = "properties.topicSpacesConfiguration.routingEnrichments";
  context.problems.add(ErrorCode::invalid_request, target,
                       "'" + target + "' must have at most " + std::to_string(enrichments_max) +
                           " entries but has " + std::to_string(count) + ".");
}

void check_identities_in_use(const Value& body, CheckContext& context) {
  for (const IdentityPlace& place : identity_places) {
    const Value* used = find_path(body, place.path);
    const std::string target(place.path);
    if (used == nullptr) continue;
    if (used->IsObject()) check_identity_member(body, *used, place, target, context);
    if (!used->IsArray()) continue;
    for (rapidjson::SizeType index = 0; index < used->Size(); ++index) {
      check_identity_member(body, (*used)[index], place, target + "[" + std::to_string(index) + "]", context);
    }
  }
}

}  // namespace eg::arm
