// The rules between members of a client, and which function a rule is.
#include "protocol/arm/rules.hpp"

#include <string_view>
#include <utility>

#include "protocol/arm/delivery_rules.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/routing_rules.hpp"

namespace eg::arm {
namespace {

using rapidjson::Value;

constexpr std::string_view thumbprints_path = "properties.clientCertificateAuthentication.allowedThumbprints";
constexpr char thumbprint_match[] = "ThumbprintMatch";
constexpr char subject_matches[] = "SubjectMatchesAuthenticationName";

bool is_given(const Value* value) {
  return value != nullptr && !value->IsNull();
}

/// The primary and secondary thumbprint of the legacy object, as an array.
Value legacy_thumbprints(const Value& legacy, CheckContext& context) {
  Value thumbprints(rapidjson::kArrayType);
  for (const std::string_view path : {"certificateThumbprint.primary", "certificateThumbprint.secondary"}) {
    const Value* thumbprint = find_path(legacy, path);
    if (thumbprint == nullptr || !thumbprint->IsString()) continue;
    thumbprints.PushBack(Value(*thumbprint, context.allocator), context.allocator);
  }
  return thumbprints;
}

/// Requests have it in the legacy object only.
void drop_subject(Value& current, CheckContext& context) {
  if (!current.RemoveMember("certificateSubject")) return;
  context.warnings.emplace_back(
      "'properties.clientCertificateAuthentication.certificateSubject' is ignored: it is no member of any "
      "version.");
}

void apply_legacy_authentication(Value& body, CheckContext& context) {
  Value* properties = find_member(body, "properties");
  if (properties == nullptr) return;
  if (Value* given = find_member(*properties, "clientCertificateAuthentication");
      given != nullptr && given->IsObject()) {
    drop_subject(*given, context);
  }
  const Value* legacy = find_member(std::as_const(*properties), "authentication");
  Value* current = find_member(*properties, "clientCertificateAuthentication");
  if (legacy == nullptr || !legacy->IsObject() || current == nullptr || !current->IsObject()) return;
  const bool has_current = is_given(find_member(*current, "validationScheme")) ||
                           is_given(find_member(*current, "allowedThumbprints"));
  if (has_current) {
    context.warnings.emplace_back(
        "'properties.authentication' is ignored: 'properties.clientCertificateAuthentication' is given.");
  } else {
    Value thumbprints = legacy_thumbprints(*legacy, context);
    const bool by_thumbprint = !thumbprints.Empty();
    current->RemoveAllMembers();
    const char* scheme = by_thumbprint ? thumbprint_match : subject_matches;
    current->AddMember("validationScheme", rapidjson::StringRef(scheme), context.allocator);
    const Value* subject = find_member(*legacy, "certificateSubject");
    if (by_thumbprint) {
      current->AddMember("allowedThumbprints", std::move(thumbprints), context.allocator);
    } else if (is_given(subject)) {
      current->AddMember("certificateSubject", Value(*subject, context.allocator), context.allocator);
    }
    context.warnings.emplace_back(by_thumbprint
                                      ? "'properties.authentication' was stored as ThumbprintMatch."
                                      : "'properties.authentication' was stored as "
                                        "SubjectMatchesAuthenticationName; the parts of certificateSubject "
                                        "are compared with the certificate's.");
  }
  properties->RemoveMember("authentication");
}

void apply_thumbprint_scheme(Value& body, CheckContext& context) {
  Value* properties = find_member(body, "properties");
  if (properties == nullptr) return;
  Value* authentication = find_member(*properties, "clientCertificateAuthentication");
  if (authentication == nullptr || !authentication->IsObject()) return;
  const Value* scheme = find_member(std::as_const(*authentication), "validationScheme");
  const Value* thumbprints = find_member(std::as_const(*authentication), "allowedThumbprints");
  if (is_given(scheme) && !scheme->IsString()) return;
  if (is_given(thumbprints) && !thumbprints->IsArray()) return;
  const bool has_thumbprints = is_given(thumbprints) && !thumbprints->Empty();
  const bool wants_thumbprints =
      is_given(scheme) ? text_of(*scheme) == std::string_view(thumbprint_match) : has_thumbprints;
  if (wants_thumbprints && !has_thumbprints) {
    context.problems.add(ErrorCode::invalid_request, std::string(thumbprints_path),
                         "The validation scheme 'ThumbprintMatch' needs one or two thumbprints in '" +
                             std::string(thumbprints_path) + "'.");
  }
  if (!wants_thumbprints && has_thumbprints) {
    context.problems.add(ErrorCode::invalid_request, std::string(thumbprints_path),
                         "'" + std::string(thumbprints_path) +
                             "' must not be given with the validation scheme '" +
                             std::string(text_of(*scheme)) + "', only with 'ThumbprintMatch'.");
  }
  if (!has_thumbprints) authentication->RemoveMember("allowedThumbprints");
  if (wants_thumbprints && !is_given(scheme)) {
    authentication->RemoveMember("validationScheme");
    authentication->AddMember("validationScheme", thumbprint_match, context.allocator);
  }
}

}  // namespace

void apply_rule(CrossRule rule, Value& body, CheckContext& context) {
  switch (rule) {
    case CrossRule::legacy_authentication: return apply_legacy_authentication(body, context);
    case CrossRule::thumbprint_scheme: return apply_thumbprint_scheme(body, context);
    case CrossRule::routing_enrichments: return check_routing_enrichments(body, context);
    case CrossRule::identities_in_use: return check_identities_in_use(body, context);
    case CrossRule::delivery_mode: return check_delivery_mode(body, context);
    case CrossRule::destinations: return check_destinations(body, context);
    case CrossRule::filter_operands: return check_filter_operands(body, context);
  }
}

}  // namespace eg::arm
