// A compiled, immutable policy of one namespace. Principals are shared between generations: a client whose
// groups and templates did not change keeps its pointer, so that the broker knows whom a change touches
// (design 2, Policy).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "authz/model.hpp"
#include "authz/principal.hpp"

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
  /// All of them, in no particular order; the key is the authentication name, case folded.
  const std::unordered_map<std::string, PrincipalPointer>& principals() const { return principals_; }

 private:
  friend std::shared_ptr<const Policy> compile(const Namespace& model, const Policy* previous);
  Namespace settings_;
  std::uint64_t generation_ = 0;
  std::shared_ptr<const Rules> rules_;
  std::unordered_map<std::string, PrincipalPointer> principals_;
};
using PolicyPointer = std::shared_ptr<const Policy>;

/// Compiles a whole namespace. Principals of `previous` (may be nullptr) whose content is unchanged are
/// reused; the generation is one above the previous one's. The model was validated by control: a template or
/// query that does not parse grants nothing.
PolicyPointer compile(const Namespace& model, const Policy* previous);

}  // namespace eg::authz
