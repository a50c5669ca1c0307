// A client with everything it may do: the unit of change of a policy, compared by content. Grants share their
// names and static templates among all clients, so that ten thousand clients with a hundred bindings stay
// small.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "authz/model.hpp"
#include "authz/topic_template.hpp"

namespace eg::authz {

/// Where a grant comes from: one permission binding and one template of its topic space, as written.
struct GrantSource {
  std::string permission_binding_name;
  std::string client_group_name;
  std::string topic_space_name;
  std::string topic_template_text;  ///< with its variables

  bool operator==(const GrantSource&) const = default;
};

/// One way by which a client may publish or subscribe: a binding of one of its groups and an expanded
/// template. Neither pointer is ever null.
struct Grant {
  std::shared_ptr<const GrantSource> source;
  std::shared_ptr<const ExpandedTemplate> expansion;

  const std::string& permission_binding_name() const { return source->permission_binding_name; }
  const std::string& client_group_name() const { return source->client_group_name; }
  const std::string& topic_space_name() const { return source->topic_space_name; }
  const std::string& topic_template_text() const { return source->topic_template_text; }
  const ExpandedTemplate& topic_template() const { return *expansion; }
};
bool operator==(const Grant& left, const Grant& right);

/// A template that a binding of the client's groups has and that expands to nothing for this client.
struct UnusableTemplate {
  std::shared_ptr<const GrantSource> source;  ///< of the first such binding; never null
};
bool operator==(const UnusableTemplate& left, const UnusableTemplate& right);

/// A client with its groups and expanded templates. Equal content means equal rights.
struct Principal {
  Client client;
  std::vector<std::string> client_groups;  ///< names, `$all` first
  std::vector<Grant> publish_grants;
  std::vector<Grant> subscribe_grants;
  /// Bindings of the client's groups, whether or not a template of theirs expands to something.
  std::size_t publish_binding_count = 0;
  std::size_t subscribe_binding_count = 0;
  /// For explanations; each template once.
  std::vector<UnusableTemplate> unusable_templates;

  bool operator==(const Principal&) const = default;
};
using PrincipalPointer = std::shared_ptr<const Principal>;

}  // namespace eg::authz
