#include "server/control/explanation_json.hpp"

#include <algorithm>

namespace eg::control {
namespace {

/// An array attribute may make a thousand expansions of one template.
constexpr std::size_t expansions_shown_max = 20;

void write_texts(JsonText& json, std::string_view name, const std::vector<std::string>& texts) {
  json.begin_array(name);
  for (const std::string& text : texts) {
    json.text(text);
  }
  json.end_array();
}

void write_flag(JsonText& json, std::string_view name, bool value) {
  json.raw(name, value ? "true" : "false");
}

void write_if_any(JsonText& json, std::string_view name, std::string_view text) {
  if (!text.empty()) {
    json.member(name, text);
  }
}

bool allows(const authz::Trail& trail, const authz::Grant& grant) {
  return trail.decision.grant != nullptr && trail.decision.grant->source == grant.source &&
         trail.decision.grant->expansion == grant.expansion;
}

/// From `first`, the grants of one template: the expansions follow one another.
std::size_t write_template(JsonText& json, const authz::Trail& trail, std::size_t first) {
  const authz::Grant& grant = trail.tried[first];
  std::size_t end = first;
  bool is_allowing = false;
  json.begin_object().member("template", grant.topic_template_text()).begin_array("expansions");
  for (; end < trail.tried.size() && trail.tried[end].source == grant.source; ++end) {
    is_allowing = is_allowing || allows(trail, trail.tried[end]);
    if (end - first < expansions_shown_max) {
      json.text(trail.tried[end].topic_template().text);
    }
  }
  json.end_array();
  if (end - first > expansions_shown_max) {
    json.number("moreExpansions", static_cast<std::int64_t>(end - first - expansions_shown_max));
  }
  write_flag(json, "allows", is_allowing);
  json.end_object();
  return end;
}

void write_unusable(JsonText& json, const authz::Trail& trail) {
  json.begin_array("unusableTemplates");
  for (const authz::UnusableTemplate& unusable : trail.unusable_templates) {
    json.begin_object()
        .member("topicSpace", unusable.source->topic_space_name)
        .member("template", unusable.source->topic_template_text)
        .member("why", authz::why_unusable(unusable, *trail.client))
        .end_object();
  }
  json.end_array();
}

}  // namespace

void write_authentication(JsonText& json, const authz::AuthenticationTrail& trail, std::string_view chain) {
  json.begin_object("authentication");
  write_if_any(json, "name", trail.identity);
  write_if_any(json, "nameSource", trail.name_source);
  if (!trail.name_sources.empty()) {
    json.begin_array("nameSources");
    for (const authz::NameSourceTrail& source : trail.name_sources) {
      json.begin_object().member("source", source.source).member("value", source.value).end_object();
    }
    json.end_array();
  }
  if (!trail.client_name.empty()) {
    json.member("client", trail.client_name)
        .member("state", trail.is_enabled ? "Enabled" : "Disabled")
        .member("validationScheme", trail.validation_scheme);
    if (trail.certificate_field.empty()) {
      write_texts(json, "allowedThumbprints", trail.allowed_thumbprints);
    } else {
      json.member("certificateField", trail.certificate_field);
    }
  }
  if (!trail.presented_thumbprint.empty()) {
    json.begin_object("certificate")
        .member("thumbprint", trail.presented_thumbprint)
        .member("subject", trail.presented_subject);
    if (!trail.certificate_field.empty()) {
      write_texts(json, "fieldValues", trail.presented_values);
    }
    json.end_object();
  }
  write_if_any(json, "chain", chain);
  write_if_any(json, "detail", trail.detail);
  json.end_object();
}

void write_groups(JsonText& json, const std::vector<authz::Membership>& memberships) {
  json.begin_array("clientGroups").begin_object().member("name", "$all");
  write_flag(json, "isMember", true);
  json.end_object();
  for (const authz::Membership& one : memberships) {
    json.begin_object().member("name", one.client_group_name);
    write_flag(json, "isMember", one.is_member);
    json.member("query", one.query).begin_array("comparisons");
    for (const authz::ComparisonTrail& comparison : one.comparisons) {
      json.begin_object().member("comparison", comparison.comparison);
      write_flag(json, "holds", comparison.holds);
      write_if_any(json, "value", comparison.value);
      write_if_any(json, "why", comparison.why);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array();
}

void write_bindings(JsonText& json, const authz::Trail& trail) {
  json.begin_array("bindings");
  for (std::size_t at = 0; at < trail.tried.size();) {
    const authz::Grant& grant = trail.tried[at];
    json.begin_object()
        .member("name", grant.permission_binding_name())
        .member("permission", trail.permission == authz::Permission::publisher ? "Publisher" : "Subscriber")
        .member("clientGroup", grant.client_group_name())
        .member("topicSpace", grant.topic_space_name())
        .begin_array("templates");
    const std::string& binding = grant.permission_binding_name();
    while (at < trail.tried.size() && trail.tried[at].permission_binding_name() == binding) {
      at = write_template(json, trail, at);
    }
    json.end_array().end_object();
  }
  json.end_array();
  if (!trail.unusable_templates.empty()) {
    write_unusable(json, trail);
  }
}

void write_nearest_miss(JsonText& json, const authz::Trail& trail) {
  if (!trail.nearest_miss) {
    return;
  }
  const authz::NearestMiss& miss = *trail.nearest_miss;
  json.begin_object("nearestMiss")
      .member("kind", authz::identifier(miss.kind))
      .member("topicSpace", miss.topic_space_name)
      .member("template", miss.topic_template_text);
  write_if_any(json, "expansion", miss.expansion);
  write_if_any(json, "permissionBinding", miss.permission_binding_name);
  write_if_any(json, "clientGroup", miss.client_group_name);
  json.member("text", authz::describe(miss, trail.permission)).end_object();
}

}  // namespace eg::control
