// A compiled, immutable policy of one namespace. Principals are shared between generations: a client whose groups
// and templates did not change keeps its pointer, so that the broker knows whom a change touches (design 2, Policy).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "authz/model.hpp"
#include "authz/topic_template.hpp"

namespace eg::authz {

/// One way by which a client may publish or subscribe: a binding of one of its groups and an expanded template.
struct Grant {
  std::string permission_binding_name;
  std::string client_group_name;
  std::string topic_space_name;
  ExpandedTemplate topic_template;
};

/// A client with its groups and expanded templates. Equal content means equal rights.
struct Principal {
  Client client;
  std::vector<std::string> client_groups;  ///< names, `$all` first
  std::vector<Grant> publish_grants;
  std::vector<Grant> subscribe_grants;
  /// Templates of this client's bindings that expand to nothing, with the cause, for explanations.
  std::vector<std::string> unusable_templates;
};
using PrincipalPointer = std::shared_ptr<const Principal>;

class Policy {
 public:
  /// Settings without clients, groups, spaces and bindings.
  const Namespace& settings() const { return settings_; }
  std::uint64_t generation() const { return generation_; }
  std::size_t client_count() const { return principals_.size(); }
  /// By authentication name, case ignored (broker-behaviour 3.1.7); nullptr when there is none.
  PrincipalPointer find(std::string_view authentication_name) const;

 private:
  friend std::shared_ptr<const Policy> compile(const Namespace& model, const Policy* previous);
  Namespace settings_;
  std::uint64_t generation_ = 0;
  std::unordered_map<std::string, PrincipalPointer> principals_;  ///< key: authentication name, case folded
};
using PolicyPointer = std::shared_ptr<const Policy>;

/// Compiles a whole namespace. Principals of `previous` (may be nullptr) whose content is unchanged are reused;
/// the generation is one above the previous one's. The model was validated by control: a template or query that does
/// not parse grants nothing.
PolicyPointer compile(const Namespace& model, const Policy* previous);

}  // namespace eg::authz
