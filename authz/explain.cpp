// Renders a trail as one line.
#include "authz/explain.hpp"

#include "authz/quote.hpp"
#include "authz/rules.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

/// A list that is longer is cut, so that the line stays readable.
constexpr std::size_t listed_max = 10;
constexpr std::size_t listed_bytes_max = 700;

template <typename Element, typename Describe>
std::string listed(std::span<const Element> elements, Describe describe) {
  std::string result;
  std::size_t count = 0;
  for (; count < elements.size() && count < listed_max; ++count) {
    const std::string element = describe(elements[count]);
    if (count > 0 && result.size() + element.size() > listed_bytes_max) break;
    if (count > 0) result += ", ";
    result += element;
  }
  if (elements.size() > count) result += " and " + std::to_string(elements.size() - count) + " more";
  return result.empty() ? "none" : result;
}

/// For a line that goes on after the sentence.
std::string without_full_stop(std::string_view sentence) {
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  return std::string(sentence);
}

std::string described(const Grant& grant) {
  const std::string& written = grant.topic_template_text();
  const std::string& expanded = grant.topic_template().text;
  return quoted(written) + (written == expanded ? "" : " = " + quoted(expanded)) + " (topic space " +
         quoted(grant.topic_space_name()) + ", permission binding " +
         quoted(grant.permission_binding_name()) + ")";
}

std::string grants_described(const Trail& trail) {
  const bool publishes = trail.permission == Permission::publisher;
  std::string result;
  if (trail.nearest_miss) result += "; nearest: " + describe(*trail.nearest_miss, trail.permission);
  result += "; cure: " + without_full_stop(trail.cure);
  result += "; its groups: " + listed(trail.client_groups, [](const auto& name) { return name; });
  result += std::string("; ") + (publishes ? "Publisher" : "Subscriber") +
            " templates tried: " + listed(trail.tried, described);
  if (trail.unusable_templates.empty()) return result;
  return result + "; templates that grant this client nothing: " +
         listed(trail.unusable_templates, [&](const UnusableTemplate& unusable) {
           return quoted(unusable.source->topic_template_text) + " (" +
                  why_unusable(unusable, *trail.client) + ")";
         });
}

std::string size_described(std::string_view topic) {
  if (mqtt::topic_level_count(topic) > lifted_levels_max)
    return "; it has more than " + std::to_string(lifted_levels_max) + " levels";
  return "; it has " + std::to_string(topic.size()) + " bytes and " +
         std::to_string(mqtt::topic_level_count(topic)) + " levels, " +
         std::to_string(mqtt::topic_bytes_max) + " and " + std::to_string(mqtt::topic_levels_max) +
         " are allowed";
}

/// What is judged of a filter.
std::string_view judged(std::string_view topic) {
  const auto shared = mqtt::split_shared_filter(topic);
  return shared ? shared->filter : topic;
}

bool grants_were_tried(const Decision& decision) {
  return decision.allowed || decision.reason == Reason::no_permission_binding ||
         decision.reason == Reason::no_topic_space_matches;
}

std::string line_of(const Trail& trail) {
  const ReasonRow& reason = row(trail.decision.reason);
  std::string result = trail.permission == Permission::publisher ? "publish to " : "subscribe to ";
  result += quoted(trail.topic) + (trail.decision.allowed ? " allowed" : " denied") + " for client " +
            quoted(trail.client->authentication_name);
  if (trail.decision.grant != nullptr) return result + " by " + described(*trail.decision.grant);
  result += ": " + std::string(reason.identifier) + ", " + without_full_stop(reason.cause);
  if (grants_were_tried(trail.decision)) return result + grants_described(trail);
  if (trail.decision.reason == Reason::topic_limit_exceeded) result += size_described(judged(trail.topic));
  return result + "; cure: " + without_full_stop(trail.cure);
}

}  // namespace

Trail trail_of(const Policy& policy, const Principal& principal, Permission permission,
               std::string_view topic, const Decision& decision) {
  Trail trail;
  trail.permission = permission;
  trail.topic = topic;
  trail.client = &principal.client;
  trail.decision = decision;
  trail.client_groups = principal.client_groups;
  if (!grants_were_tried(decision)) {
    trail.cure = row(decision.reason).cure;
    return trail;
  }
  trail.tried = permission == Permission::publisher ? principal.publish_grants : principal.subscribe_grants;
  trail.unusable_templates = principal.unusable_templates;
  if (decision.allowed) return trail;
  trail.nearest_miss = find_nearest_miss(policy, principal, permission, judged(topic));
  trail.cure =
      cure_of(trail.nearest_miss ? &*trail.nearest_miss : nullptr, principal, permission, judged(topic));
  return trail;
}

std::string why_unusable(const UnusableTemplate& unusable, const Client& client) {
  const auto parsed = TopicTemplate::parse(unusable.source->topic_template_text);
  return parsed.has_error() ? parsed.error().message
                            : parsed->why_unusable(client.authentication_name, client.attributes);
}

std::string to_line(const Trail& trail) {
  return shortened(line_of(trail), explanation_bytes_max);
}

std::string explain(const Policy& policy, const Principal& principal, Permission permission,
                    std::string_view topic, const Decision& decision) {
  return to_line(trail_of(policy, principal, permission, topic, decision));
}

std::vector<Membership> memberships(const Policy& policy, const Principal& principal) {
  const Rules& rules = policy.rules();
  const Client& client = principal.client;
  std::vector<Membership> found;
  for (std::size_t i = 0; i < rules.groups().size(); ++i) {
    Membership& one = found.emplace_back();
    one.client_group_name = rules.groups()[i].name;
    one.query = rules.client_groups()[i].query;
    if (!rules.groups()[i].query) continue;
    one.is_member = rules.groups()[i].query->contains(client.authentication_name, client.attributes);
    one.comparisons =
        trail_of(rules.groups()[i].query->root(), client.authentication_name, client.attributes);
  }
  return found;
}

}  // namespace eg::authz
