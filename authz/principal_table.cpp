#include "authz/principal_table.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace eg::authz {

namespace {

std::size_t hash_of(std::string_view folded_name) {
  return std::hash<std::string_view>()(folded_name);
}

/// A part that another copy of the table holds too is copied before it is written. Whoever changes a table
/// keeps the one it came from alive meanwhile, so that nobody else can let go of a part at this moment.
template <class Part>
Part& make_own(std::shared_ptr<Part>& part) {
  if (part == nullptr) {
    part = std::make_shared<Part>();
  } else if (part.use_count() > 1) {
    part = std::make_shared<Part>(*part);
  }
  return *part;
}

}  // namespace

const PrincipalTable::Leaf* PrincipalTable::leaf_of(std::size_t hash) const {
  const auto& branch = branches_[hash % fan_out];
  return branch == nullptr ? nullptr : branch->leaves[hash / fan_out % fan_out].get();
}

PrincipalTable::Leaf& PrincipalTable::own_leaf_of(std::size_t hash) {
  return make_own(make_own(branches_[hash % fan_out]).leaves[hash / fan_out % fan_out]);
}

PrincipalPointer PrincipalTable::find(std::string_view folded_name) const {
  const Leaf* leaf = leaf_of(hash_of(folded_name));
  if (leaf == nullptr) return nullptr;
  for (const Entry& entry : *leaf) {
    if (entry.folded_name == folded_name) return entry.principal;
  }
  return nullptr;
}

void PrincipalTable::put(std::string_view folded_name, PrincipalPointer principal) {
  Leaf& leaf = own_leaf_of(hash_of(folded_name));
  for (Entry& entry : leaf) {
    if (entry.folded_name == folded_name) {
      entry.principal = std::move(principal);
      return;
    }
  }
  leaf.push_back({std::string(folded_name), std::move(principal)});
  ++size_;
}

bool PrincipalTable::erase(std::string_view folded_name) {
  const std::size_t hash = hash_of(folded_name);
  const auto is_it = [folded_name](const Entry& entry) { return entry.folded_name == folded_name; };
  const Leaf* leaf = leaf_of(hash);
  if (leaf == nullptr || std::none_of(leaf->begin(), leaf->end(), is_it)) return false;
  std::erase_if(own_leaf_of(hash), is_it);
  --size_;
  return true;
}

}  // namespace eg::authz
