// The authorisation model and the policy in force of every stored namespace, kept in memory and changed with
// each write. Follows the store: it is told of a write only after the commit.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <rapidjson/document.h>

#include "authz/model.hpp"
#include "authz/policy.hpp"
#include "protocol/arm/schema.hpp"
#include "server/control/control_plane.hpp"
#include "store/store.hpp"

namespace eg::control {

class NamespaceModels {
 public:
  explicit NamespaceModels(const Settings& settings) : settings_(settings) {}

  /// Reads everything and compiles everything: for start-up.
  store::StoreResult<std::vector<PolicyChange>> load(store::Store& store);

  /// By the namespace's key, without its clients; nullptr: there is none.
  const authz::Namespace* find(std::string_view key) const;
  /// By the namespace's key: what is in force; nullptr: there is none.
  const authz::Policy* policy(std::string_view key) const;
  /// The key of the namespace with that name in any group and subscription, case ignored; empty: none. Names
  /// are host names here.
  std::string key_of_name(std::string_view name) const;
  std::size_t count_below(std::string_view prefix) const;

  /// After a committed write of the namespace itself, of a child, or of a deletion. Appends what the broker
  /// must learn.
  void put_namespace(const std::string& key, std::string_view name, const rapidjson::Value& document,
                     std::vector<PolicyChange>& changes);
  void put_child(std::string_view namespace_key, const arm::Kind& kind, std::string_view name,
                 const rapidjson::Value& document, std::vector<PolicyChange>& changes);
  void erase_child(std::string_view namespace_key, const arm::Kind& kind, std::string_view name,
                   std::vector<PolicyChange>& changes);
  /// Every namespace whose key is `prefix` or lies below it.
  void erase_below(std::string_view prefix, std::vector<PolicyChange>& changes);

 private:
  struct Entry {
    authz::Namespace model;  ///< its clients are in the policy alone
    authz::PolicyPointer policy;
    /// By folded resource name: clients are told of by that, the policy knows them by the other.
    std::unordered_map<std::string, std::string> authentication_names;
  };
  static void put_client(Entry& entry, const authz::Client& client, std::vector<PolicyChange>& changes);
  static void erase_client(Entry& entry, std::string_view name, std::vector<PolicyChange>& changes);
  static void take(Entry& entry, authz::PolicyPointer policy, std::vector<PolicyChange>& changes);

  const Settings& settings_;
  std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace eg::control
