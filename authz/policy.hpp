// A compiled, immutable policy of one namespace. Principals are shared between generations: a client whose
// groups and templates did not change keeps its pointer, so that the broker knows whom a change touches
// (design 2, Policy).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "authz/model.hpp"
#include "authz/principal_table.hpp"

namespace eg::authz {

class Rules;

class Policy {
 public:
  /// Settings without clients, groups, spaces and bindings.
  const Namespace& settings() const { return settings_; }
  std::uint64_t generation() const { return generation_; }
  std::size_t client_count() const { return principals_.size(); }
  /// By authentication name, case ignored (broker-behaviour 3.1.7); nullptr when there is none.
  PrincipalPointer find(std::string_view authentication_name) const;
  const PrincipalTable& principals() const { return principals_; }
  /// For explanations.
  const Rules& rules() const { return *rules_; }
  /// Authentication names, case folded, whose principals are not those of the generation before: new,
  /// changed and deleted ones. Everybody in the first generation.
  const std::vector<std::string>& changed_names() const { return changed_names_; }

 private:
  friend class PolicyCompiler;
  Namespace settings_;
  std::uint64_t generation_ = 1;
  std::shared_ptr<const Rules> rules_;
  PrincipalTable principals_;
  std::vector<std::string> changed_names_;
};
using PolicyPointer = std::shared_ptr<const Policy>;

/// Compiles a whole namespace. Principals of `previous` (may be nullptr) whose content is unchanged are
/// reused; the generation is one above the previous one's. The model was validated by control: a template or
/// query that does not parse grants nothing.
PolicyPointer compile(const Namespace& model, const Policy* previous);

/// The clients of `previous` under the settings, groups, spaces and bindings of `model`, whose own clients
/// are not looked at.
PolicyPointer compile_rules(const Namespace& model, const Policy& previous);

/// `previous` with one client put (found by its authentication name) or taken out: costs the same whatever
/// the number of clients.
PolicyPointer with_client(const Policy& previous, const Client& client);
PolicyPointer without_client(const Policy& previous, std::string_view authentication_name);

}  // namespace eg::authz
