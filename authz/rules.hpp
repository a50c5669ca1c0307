// Client groups, topic spaces and permission bindings of one namespace, each query and template parsed once.
// Makes the principal of a client; knows nothing of other clients and of generations.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "authz/group_query.hpp"
#include "authz/model.hpp"
#include "authz/principal.hpp"
#include "authz/topic_template.hpp"

namespace eg::authz {

class Rules {
 public:
  /// `previous` may be nullptr; what it holds with the same content is shared. What does not parse grants
  /// nothing.
  Rules(const Namespace& model, const Rules* previous);

  /// True when the model's groups, spaces and bindings are the ones these rules were made from: then a client
  /// that did not change has the same principal as before.
  bool made_from(const Namespace& model) const;

  Principal principal_of(const Client& client) const;

  using Expansion = std::shared_ptr<const ExpandedTemplate>;
  struct Group {
    std::string name;
    std::optional<GroupQuery> query;  ///< nullopt: does not parse, holds nobody
  };
  struct Template {
    std::string text;
    std::optional<TopicTemplate> parsed;  ///< nullopt: does not parse
    Expansion constant;                   ///< set when it has no variables
    std::string syntax_error;
  };
  struct Binding {
    Permission permission = Permission::publisher;
    std::optional<std::size_t> group;                         ///< nullopt: `$all`
    bool group_is_missing = false;                            ///< binds nobody
    std::size_t first_template = 0;                           ///< into `templates_`
    std::vector<std::shared_ptr<const GrantSource>> sources;  ///< one for each template of the space
  };

  // What the rules were made of, for explanations.
  const std::vector<ClientGroup>& client_groups() const { return client_groups_; }
  const std::vector<TopicSpace>& topic_spaces() const { return topic_spaces_; }
  /// In the order of client_groups().
  const std::vector<Group>& groups() const { return groups_; }
  const std::vector<Binding>& bindings() const { return bindings_; }
  /// `number` counts from 0 within the space.
  const Template& template_of_space(std::size_t space, std::size_t number) const {
    return templates_[first_templates_[space] + number];
  }
  const Template& template_of_binding(const Binding& binding, std::size_t number) const {
    return templates_[binding.first_template + number];
  }

 private:
  /// What a template becomes for one client; filled when a binding first needs it.
  struct Use {
    bool is_expanded = false;
    std::vector<Expansion> expansions;
  };

  void add_templates(const Rules* previous);
  void add_bindings(const Rules* previous);
  static void fill(Use& use, const Template& used, const Client& client);

  std::vector<ClientGroup> client_groups_;
  std::vector<TopicSpace> topic_spaces_;
  std::vector<PermissionBinding> permission_bindings_;
  std::vector<Group> groups_;
  std::vector<Template> templates_;           ///< of all spaces, one space after the other
  std::vector<std::size_t> first_templates_;  ///< of each space
  std::vector<Binding> bindings_;
};

}  // namespace eg::authz
