#include <vector>

#include "authz/decide.hpp"
#include "authz/nearest_miss.hpp"
#include "authz/quote.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

/// A list that is longer is cut, so that the line stays readable.
constexpr std::size_t listed_max = 10;
constexpr std::size_t listed_bytes_max = 700;

template <typename Element, typename Describe>
std::string listed(const std::vector<Element>& elements, Describe describe) {
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

std::string described(const Grant& grant) {
  const std::string& written = grant.topic_template_text();
  const std::string& expanded = grant.topic_template().text;
  return quoted(written) + (written == expanded ? "" : " = " + quoted(expanded)) + " (topic space " +
         quoted(grant.topic_space_name()) + ", permission binding " +
         quoted(grant.permission_binding_name()) + ")";
}

std::string grants_described(const Principal& principal, Permission permission, std::string_view topic) {
  const bool publishes = permission == Permission::publisher;
  const auto& grants = publishes ? principal.publish_grants : principal.subscribe_grants;
  std::string result =
      "; its groups: " + listed(principal.client_groups, [](const auto& name) { return name; });
  result += std::string("; ") + (publishes ? "Publisher" : "Subscriber") +
            " templates tried: " + listed(grants, described);
  if (!principal.unusable_templates.empty()) {
    result += "; templates that grant this client nothing: " +
              listed(principal.unusable_templates, [](const std::string& text) { return text; });
  }
  const std::string miss = describe_nearest_miss(principal, permission, topic);
  return miss.empty() ? result : result + "; nearest: " + miss;
}

std::string size_described(std::string_view topic) {
  if (mqtt::topic_level_count(topic) > lifted_levels_max)
    return "; it has more than " + std::to_string(lifted_levels_max) + " levels";
  return "; it has " + std::to_string(topic.size()) + " bytes and " +
         std::to_string(mqtt::topic_level_count(topic)) + " levels, " +
         std::to_string(mqtt::topic_bytes_max) + " and " + std::to_string(mqtt::topic_levels_max) +
         " are allowed";
}

std::string explained(const Principal& principal, Permission permission, std::string_view topic,
                      const Decision& decision) {
  const ReasonRow& reason = row(decision.reason);
  std::string result = permission == Permission::publisher ? "publish to " : "subscribe to ";
  result += quoted(topic) + (decision.allowed ? " allowed" : " denied") + " for client " +
            quoted(principal.client.authentication_name);
  if (decision.grant != nullptr) return result + " by " + described(*decision.grant);
  result += ": " + std::string(reason.identifier) + ", " + std::string(reason.cause);
  result.pop_back();  // the line goes on after the sentence
  const auto shared = mqtt::split_shared_filter(topic);
  const std::string_view judged = shared ? shared->filter : topic;
  if (decision.reason == Reason::topic_limit_exceeded) return result + size_described(judged);
  const bool grants_were_tried =
      decision.reason == Reason::no_permission_binding || decision.reason == Reason::no_topic_space_matches;
  if (grants_were_tried) return result + grants_described(principal, permission, judged);
  return result + "; " + std::string(reason.cure);
}

}  // namespace

std::string explain(const Principal& principal, Permission permission, std::string_view topic,
                    const Decision& decision) {
  return shortened(explained(principal, permission, topic, decision), explanation_bytes_max);
}

}  // namespace eg::authz
