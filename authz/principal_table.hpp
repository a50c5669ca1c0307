// The principals of one policy by case-folded authentication name: a table of which copies share what did not
// change, so that a generation with one changed client costs the same whatever their number. It knows nothing
// of rights.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "authz/principal.hpp"

namespace eg::authz {

class PrincipalTable {
 public:
  /// `folded_name`: see fold_case; nullptr when there is none.
  PrincipalPointer find(std::string_view folded_name) const;
  /// Adds or replaces. Other copies of the table keep what they have.
  void put(std::string_view folded_name, PrincipalPointer principal);
  /// False: there was none.
  bool erase(std::string_view folded_name);
  std::size_t size() const { return size_; }

  /// Calls `visit(folded_name, principal)` for all, in no particular order.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (const auto& branch : branches_) {
      if (branch == nullptr) continue;
      for (const auto& leaf : branch->leaves) {
        if (leaf == nullptr) continue;
        for (const Entry& entry : *leaf) visit(entry.folded_name, entry.principal);
      }
    }
  }

 private:
  struct Entry {
    std::string folded_name;
    PrincipalPointer principal;
  };
  using Leaf = std::vector<Entry>;
  static constexpr std::size_t fan_out = 64;
  struct Branch {
    std::array<std::shared_ptr<Leaf>, fan_out> leaves;
  };
  const Leaf* leaf_of(std::size_t hash) const;
  Leaf& own_leaf_of(std::size_t hash);

  std::array<std::shared_ptr<Branch>, fan_out> branches_;
  std::size_t size_ = 0;
};

}  // namespace eg::authz
