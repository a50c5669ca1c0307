#include "authz/rules.hpp"

#include <algorithm>

#include "authz/case_fold.hpp"

namespace eg::authz {

namespace {

constexpr std::string_view all_clients_group = "$all";

/// Position of the element with this name, case ignored as in all ARM names.
template <typename Element>
std::optional<std::size_t> position_of(const std::vector<Element>& elements, std::string_view name) {
  const auto found = std::find_if(elements.begin(), elements.end(), [name](const Element& element) {
    return equal_ignoring_case(element.name, name);
  });
  if (found == elements.end()) return std::nullopt;
  return static_cast<std::size_t>(found - elements.begin());
}

}  // namespace

Rules::Rules(const Namespace& model, const Rules* previous)
    : client_groups_(model.client_groups),
      topic_spaces_(model.topic_spaces),
      permission_bindings_(model.permission_bindings) {
  for (const ClientGroup& group : client_groups_) {
    auto query = GroupQuery::parse(group.query);
    groups_.push_back({group.name, query.has_value() ? std::optional(std::move(*query)) : std::nullopt});
  }
  add_templates(previous);
  add_bindings(previous);
}

bool Rules::made_from(const Namespace& model) const {
  return client_groups_ == model.client_groups && topic_spaces_ == model.topic_spaces &&
         permission_bindings_ == model.permission_bindings;
}

void Rules::add_templates(const Rules* previous) {
  for (const TopicSpace& space : topic_spaces_) {
    first_templates_.push_back(templates_.size());
    for (const std::string& text : space.topic_templates) {
      Template& added = templates_.emplace_back();
      added.text = text;
      auto parsed = TopicTemplate::parse(text);
      if (parsed.has_error()) {
        added.syntax_error = parsed.error().message;
        continue;
      }
      added.parsed = std::move(*parsed);
      if (added.parsed->has_variables()) continue;
      if (previous != nullptr) {
        const auto same = std::find_if(previous->templates_.begin(), previous->templates_.end(),
                                       [&text](const Template& old) { return old.text == text; });
        if (same != previous->templates_.end()) added.constant = same->constant;
      }
      if (added.constant == nullptr) {
        added.constant = std::make_shared<const ExpandedTemplate>(added.parsed->expand({}, {}).front());
      }
    }
  }
}

void Rules::add_bindings(const Rules* previous) {
  for (const PermissionBinding& binding : permission_bindings_) {
    Binding& added = bindings_.emplace_back();
    added.permission = binding.permission;
    if (!equal_ignoring_case(binding.client_group_name, all_clients_group)) {
      added.group = position_of(groups_, binding.client_group_name);
      added.group_is_missing = !added.group.has_value();
    }
    const auto space = position_of(topic_spaces_, binding.topic_space_name);
    if (!space) continue;
    added.first_template = first_templates_[*space];
    const auto old_index =
        previous == nullptr ? std::nullopt : position_of(previous->permission_bindings_, binding.name);
    for (const std::string& text : topic_spaces_[*space].topic_templates) {
      const GrantSource source{binding.name, binding.client_group_name, binding.topic_space_name, text};
      std::shared_ptr<const GrantSource> shared;
      if (old_index) {
        const auto& old = previous->bindings_[*old_index].sources;
        const auto same =
            std::find_if(old.begin(), old.end(), [&](const auto& candidate) { return *candidate == source; });
        if (same != old.end()) shared = *same;
      }
      added.sources.push_back(shared != nullptr ? shared : std::make_shared<const GrantSource>(source));
    }
  }
}

void Rules::fill(Use& use, const Template& used, const Client& client) {
  use.is_expanded = true;
  if (used.constant != nullptr) {
    use.expansions.push_back(used.constant);
    return;
  }
  if (!used.parsed) return;
  for (ExpandedTemplate& expanded : used.parsed->expand(client.authentication_name, client.attributes)) {
    use.expansions.push_back(std::make_shared<const ExpandedTemplate>(std::move(expanded)));
  }
}

Principal Rules::principal_of(const Client& client) const {
  Principal principal;
  principal.client = client;
  principal.client_groups.emplace_back(all_clients_group);
  std::vector<bool> is_member(groups_.size(), false);
  for (std::size_t i = 0; i < groups_.size(); ++i) {
    const auto& query = groups_[i].query;
    is_member[i] = query && query->contains(client.authentication_name, client.attributes);
    if (is_member[i]) principal.client_groups.push_back(groups_[i].name);
  }
  const auto applies = [&is_member](const Binding& binding) {
    return !binding.group_is_missing && (!binding.group || is_member[*binding.group]);
  };
  std::size_t publish_templates = 0;
  std::size_t subscribe_templates = 0;
  for (const Binding& binding : bindings_) {
    if (!applies(binding)) continue;
    const bool publishes = binding.permission == Permission::publisher;
    (publishes ? publish_templates : subscribe_templates) += binding.sources.size();
  }
  principal.publish_grants.reserve(publish_templates);
  principal.subscribe_grants.reserve(subscribe_templates);
  std::vector<Use> uses(templates_.size());
  for (const Binding& binding : bindings_) {
    if (!applies(binding)) continue;
    const bool publishes = binding.permission == Permission::publisher;
    ++(publishes ? principal.publish_binding_count : principal.subscribe_binding_count);
    auto& grants = publishes ? principal.publish_grants : principal.subscribe_grants;
    for (std::size_t i = 0; i < binding.sources.size(); ++i) {
      const std::size_t index = binding.first_template + i;
      Use& use = uses[index];
      if (!use.is_expanded) {
        fill(use, templates_[index], client);
        if (use.expansions.empty()) {
          principal.unusable_templates.push_back({binding.sources[i]});
        }
      }
      for (const Expansion& expansion : use.expansions) grants.push_back({binding.sources[i], expansion});
    }
  }
  return principal;
}

}  // namespace eg::authz
