#include "server/control/namespace_models.hpp"

#include <utility>

#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/projection.hpp"

namespace eg::control {
namespace {

store::StoreError unreadable(const store::ResourceRow& row) {
  return {
      store::StoreError::Kind::damaged,
      "The stored resource '" + row.id + "' cannot be read: restore a copy of the database or move it away."};
}

bool is_at_or_below(std::string_view key, std::string_view prefix) {
  return key.starts_with(prefix) && (key.size() == prefix.size() || key[prefix.size()] == '/');
}

}  // namespace

store::StoreResult<std::vector<PolicyChange>> NamespaceModels::load(store::Store& store) {
  for (const arm::Kind* kind : arm::all_kinds()) {
    if (!has_projection(*kind)) {
      continue;
    }
    auto rows = store.all_of_kind(kind->type);
    if (!rows) {
      return rows.error();
    }
    for (const store::ResourceRow& row : *rows) {
      const auto document = arm::parse_stored_json(row.document);
      if (!document) {
        return unreadable(row);
      }
      if (kind->parent_type.empty()) {
        entries_[row.key].model = settings_of(settings_, row.name, *document);
        continue;
      }
      const auto parent = entries_.find(row.parent_key);
      if (parent == entries_.end()) {
        return unreadable(row);
      }
      authz::Namespace& model = parent->second.model;
      if (kind == &arm::clients) {
        model.clients.push_back(client_of(row.name, *document));
      } else {
        control::put_child(settings_, model, *kind, row.name, *document);
      }
    }
  }
  std::vector<PolicyChange> changes;
  for (auto& [key, entry] : entries_) {
    for (const authz::Client& client : entry.model.clients) {
      entry.authentication_names[arm::fold_case(client.name)] = client.authentication_name;
    }
    take(entry, authz::compile(entry.model, nullptr), changes);
    entry.model.clients = {};
  }
  return changes;
}

const authz::Namespace* NamespaceModels::find(std::string_view key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : &found->second.model;
}

const authz::Policy* NamespaceModels::policy(std::string_view key) const {
  const auto found = entries_.find(key);
  return found == entries_.end() ? nullptr : found->second.policy.get();
}

std::string NamespaceModels::key_of_name(std::string_view name) const {
  const std::string folded = arm::fold_case(name);
  for (const auto& [key, entry] : entries_) {
    if (arm::fold_case(entry.model.name) == folded) {
      return key;
    }
  }
  return {};
}

std::size_t NamespaceModels::count_below(std::string_view prefix) const {
  std::size_t count = 0;
  for (auto entry = entries_.lower_bound(prefix); entry != entries_.end() && entry->first.starts_with(prefix);
       ++entry) {
    count += is_at_or_below(entry->first, prefix) ? 1 : 0;
  }
  return count;
}

void NamespaceModels::put_namespace(const std::string& key, std::string_view name,
                                    const rapidjson::Value& document, std::vector<PolicyChange>& changes) {
  Entry& entry = entries_[key];
  authz::Namespace changed = settings_of(settings_, name, document);
  changed.client_groups = std::move(entry.model.client_groups);
  changed.topic_spaces = std::move(entry.model.topic_spaces);
  changed.permission_bindings = std::move(entry.model.permission_bindings);
  changed.ca_certificates = std::move(entry.model.ca_certificates);
  entry.model = std::move(changed);
  take(entry,
       entry.policy == nullptr ? authz::compile(entry.model, nullptr)
                               : authz::compile_rules(entry.model, *entry.policy),
       changes);
}

void NamespaceModels::put_child(std::string_view namespace_key, const arm::Kind& kind, std::string_view name,
                                const rapidjson::Value& document, std::vector<PolicyChange>& changes) {
  const auto found = entries_.find(namespace_key);
  if (found == entries_.end()) {
    return;
  }
  Entry& entry = found->second;
  if (&kind == &arm::clients) {
    put_client(entry, client_of(name, document), changes);
  } else if (control::put_child(settings_, entry.model, kind, name, document)) {
    take(entry, authz::compile_rules(entry.model, *entry.policy), changes);
  }
}

void NamespaceModels::erase_child(std::string_view namespace_key, const arm::Kind& kind,
                                  std::string_view name, std::vector<PolicyChange>& changes) {
  const auto found = entries_.find(namespace_key);
  if (found == entries_.end()) {
    return;
  }
  Entry& entry = found->second;
  if (&kind == &arm::clients) {
    erase_client(entry, name, changes);
  } else if (control::erase_child(entry.model, kind, name)) {
    take(entry, authz::compile_rules(entry.model, *entry.policy), changes);
  }
}

void NamespaceModels::erase_below(std::string_view prefix, std::vector<PolicyChange>& changes) {
  auto entry = entries_.lower_bound(prefix);
  while (entry != entries_.end() && entry->first.starts_with(prefix)) {
    if (!is_at_or_below(entry->first, prefix)) {
      ++entry;
      continue;
    }
    changes.push_back({entry->second.model.name, nullptr});
    entry = entries_.erase(entry);
  }
}

void NamespaceModels::put_client(Entry& entry, const authz::Client& client,
                                 std::vector<PolicyChange>& changes) {
  std::string& authentication_name = entry.authentication_names[arm::fold_case(client.name)];
  if (authentication_name.empty()) {
    authentication_name = client.authentication_name;
  }
  const authz::PrincipalPointer before = entry.policy->find(authentication_name);
  if (before == nullptr || before->client != client) {
    take(entry, authz::with_client(*entry.policy, client), changes);
  }
}

void NamespaceModels::erase_client(Entry& entry, std::string_view name, std::vector<PolicyChange>& changes) {
  const auto found = entry.authentication_names.find(arm::fold_case(name));
  if (found == entry.authentication_names.end()) {
    return;
  }
  take(entry, authz::without_client(*entry.policy, found->second), changes);
  entry.authentication_names.erase(found);
}

void NamespaceModels::take(Entry& entry, authz::PolicyPointer policy, std::vector<PolicyChange>& changes) {
  entry.policy = std::move(policy);
  changes.push_back({entry.model.name, entry.policy});
}

}  // namespace eg::control
