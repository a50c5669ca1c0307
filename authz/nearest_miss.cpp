// Looks at what the client has first, then at what others have, then at what nobody has for this permission.
#include "authz/nearest_miss.hpp"

#include <algorithm>
#include <array>

#include "authz/case_fold.hpp"
#include "authz/query_trail.hpp"
#include "authz/rules.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

using Kind = NearestMiss::Kind;

/// A refused client may try again and again: templates that are not the client's own are expanded up to here.
constexpr std::size_t foreign_templates_max = 200;

bool fits(const ExpandedTemplate& allowed, Permission permission, std::string_view topic) {
  return permission == Permission::publisher ? allowed.matches_topic(topic) : allowed.covers_filter(topic);
}

bool fits_ignoring_case(const ExpandedTemplate& allowed, Permission permission, std::string_view topic) {
  ExpandedTemplate folded = allowed;
  for (Level& level : folded.levels) level.text = fold_case(level.text);
  return fits(folded, permission, fold_case(topic));
}

std::string_view spelling(const Level& level) {
  if (level.kind == Level::Kind::any_one) return "+";
  if (level.kind == Level::Kind::any_rest) return "#";
  return level.text;
}

void find_difference(const ExpandedTemplate& allowed, std::string_view topic, NearestMiss& miss) {
  miss.equal_levels = 0;
  mqtt::TopicLevels rest(topic);
  for (const Level& level : allowed.levels) {
    const auto in_topic = rest.next();
    const bool is_equal =
        in_topic && *in_topic != "#" && (level.kind == Level::Kind::any_one || level.text == *in_topic);
    if (!is_equal) {
      miss.in_template = spelling(level);
      if (in_topic) miss.in_topic = *in_topic;
      return;
    }
    ++miss.equal_levels;
  }
  if (const auto in_topic = rest.next()) miss.in_topic = *in_topic;
}

std::size_t equal_levels(const ExpandedTemplate& allowed, std::string_view topic) {
  NearestMiss miss;
  find_difference(allowed, topic, miss);
  return miss.equal_levels;
}

NearestMiss miss_of(Kind kind, const Grant& grant) {
  NearestMiss miss;
  miss.kind = kind;
  miss.permission_binding_name = grant.permission_binding_name();
  miss.client_group_name = grant.client_group_name();
  miss.topic_space_name = grant.topic_space_name();
  miss.topic_template_text = grant.topic_template_text();
  miss.expansion = grant.topic_template().text;
  return miss;
}

template <typename Condition>
const Grant* first_grant(const std::vector<Grant>& grants, Condition condition) {
  const auto found = std::find_if(grants.begin(), grants.end(), condition);
  return found == grants.end() ? nullptr : &*found;
}

std::optional<NearestMiss> find_among_grants(const std::vector<Grant>& grants, Permission permission,
                                             std::string_view topic) {
  const Grant* found = first_grant(grants, [&](const Grant& grant) {
    return fits_ignoring_case(grant.topic_template(), permission, topic);
  });
  if (found != nullptr) return miss_of(Kind::letter_case, *found);
  if (permission == Permission::publisher) return std::nullopt;
  found = first_grant(grants,
                      [&](const Grant& grant) { return mqtt::covers(topic, grant.topic_template().text); });
  if (found != nullptr) return miss_of(Kind::wider_filter, *found);
  return std::nullopt;
}

std::optional<NearestMiss> find_closest(const std::vector<Grant>& grants, std::string_view topic) {
  const auto closest =
      std::max_element(grants.begin(), grants.end(), [&](const Grant& left, const Grant& right) {
        return equal_levels(left.topic_template(), topic) < equal_levels(right.topic_template(), topic);
      });
  if (closest == grants.end()) return std::nullopt;
  NearestMiss miss = miss_of(Kind::different_level, *closest);
  find_difference(closest->topic_template(), topic, miss);
  return miss;
}

/// The search among bindings and spaces that are not the client's.
class ForeignSearch {
 public:
  ForeignSearch(const Policy& policy, const Principal& principal, Permission permission,
                std::string_view topic)
      : rules_(policy.rules()), principal_(principal), permission_(permission), topic_(topic) {}

  std::optional<NearestMiss> find_group() {
    for (const Rules::Binding& binding : rules_.bindings()) {
      if (binding.permission != permission_ || applies(binding) || !binding.group) continue;
      for (std::size_t number = 0; number < binding.sources.size(); ++number) {
        const auto expansion = fitting(rules_.template_of_binding(binding, number));
        if (!expansion) continue;
        NearestMiss miss = miss_of(Kind::client_not_in_group, *binding.sources[number], *expansion);
        miss.why = why_not_in(*binding.group);
        return miss;
      }
    }
    return std::nullopt;
  }

  std::optional<NearestMiss> find_missing_value() {
    const Client& client = principal_.client;
    for (const Rules::Binding& binding : rules_.bindings()) {
      if (binding.permission != permission_ || !applies(binding)) continue;
      for (std::size_t number = 0; number < binding.sources.size(); ++number) {
        const Rules::Template& used = rules_.template_of_binding(binding, number);
        if (used.constant != nullptr || !used.parsed || !may_go_on()) continue;
        const auto variable = used.parsed->unusable_variable(client.authentication_name, client.attributes);
        if (!variable || !fits(used.parsed->shape(), permission_, topic_)) continue;
        NearestMiss miss = miss_of(Kind::template_without_value, *binding.sources[number], {});
        miss.missing_variable = *variable;
        miss.why = used.parsed->why_unusable(client.authentication_name, client.attributes);
        return miss;
      }
    }
    return std::nullopt;
  }

  std::optional<NearestMiss> find_unbound_space() {
    const auto& spaces = rules_.topic_spaces();
    for (std::size_t space = 0; space < spaces.size(); ++space) {
      for (std::size_t number = 0; number < spaces[space].topic_templates.size(); ++number) {
        const auto expansion = fitting(rules_.template_of_space(space, number));
        if (!expansion) continue;
        return miss_of(Kind::topic_space_not_bound,
                       {{}, {}, spaces[space].name, spaces[space].topic_templates[number]}, *expansion);
      }
    }
    return std::nullopt;
  }

 private:
  static NearestMiss miss_of(Kind kind, const GrantSource& source, std::string expansion) {
    NearestMiss miss;
    miss.kind = kind;
    miss.permission_binding_name = source.permission_binding_name;
    miss.client_group_name = source.client_group_name;
    miss.topic_space_name = source.topic_space_name;
    miss.topic_template_text = source.topic_template_text;
    miss.expansion = std::move(expansion);
    return miss;
  }
  bool applies(const Rules::Binding& binding) const {
    if (binding.group_is_missing) return false;
    const auto& mine = principal_.client_groups;
    return !binding.group ||
           std::find(mine.begin(), mine.end(), rules_.groups()[*binding.group].name) != mine.end();
  }
  bool may_go_on() { return looked_at_++ < foreign_templates_max; }
  /// The expansion that would allow the topic.
  std::optional<std::string> fitting(const Rules::Template& used) {
    if (!may_go_on()) return std::nullopt;
    if (used.constant != nullptr) {
      return fits(*used.constant, permission_, topic_) ? std::optional(used.constant->text) : std::nullopt;
    }
    // Most topics are told apart by what stands between the variables: no need to make every expansion.
    if (!used.parsed || !fits(used.parsed->shape(), permission_, topic_)) return std::nullopt;
    const Client& client = principal_.client;
    for (const ExpandedTemplate& one : used.parsed->expand(client.authentication_name, client.attributes)) {
      if (fits(one, permission_, topic_)) return one.text;
    }
    return std::nullopt;
  }
  std::string why_not_in(std::size_t group) const {
    const Client& client = principal_.client;
    if (!rules_.groups()[group].query) return "its query cannot be read";
    return describe_failures(
        trail_of(rules_.groups()[group].query->root(), client.authentication_name, client.attributes));
  }

  const Rules& rules_;
  const Principal& principal_;
  Permission permission_;
  std::string_view topic_;
  std::size_t looked_at_ = 0;
};

constexpr std::array<std::string_view, 7> identifiers{
    "letter-case",      "wider-filter",          "client-not-in-group", "template-without-value",
    "other-permission", "topic-space-not-bound", "different-level"};

}  // namespace

std::string_view identifier(Kind kind) {
  return identifiers.at(static_cast<std::size_t>(kind));
}

std::optional<NearestMiss> find_nearest_miss(const Policy& policy, const Principal& principal,
                                             Permission permission, std::string_view topic) {
  const bool publishes = permission == Permission::publisher;
  const auto& grants = publishes ? principal.publish_grants : principal.subscribe_grants;
  const auto& other_grants = publishes ? principal.subscribe_grants : principal.publish_grants;
  if (auto miss = find_among_grants(grants, permission, topic)) return miss;
  ForeignSearch foreign(policy, principal, permission, topic);
  if (auto miss = foreign.find_group()) return miss;
  if (auto miss = foreign.find_missing_value()) return miss;
  const Grant* other = first_grant(
      other_grants, [&](const Grant& grant) { return fits(grant.topic_template(), permission, topic); });
  if (other != nullptr) return miss_of(Kind::other_permission, *other);
  if (auto miss = foreign.find_unbound_space()) return miss;
  return find_closest(grants, topic);
}

}  // namespace eg::authz
