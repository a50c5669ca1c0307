// Maps by client identifier and by folded authentication name.
#include "server/broker/registry.hpp"

#include <algorithm>
#include <utility>

#include "authz/case_fold.hpp"

namespace eg::broker {

Session* Registry::find(std::string_view client_identifier) const {
  const auto found = sessions_.find(client_identifier);
  return found == sessions_.end() ? nullptr : found->second.get();
}

Session& Registry::insert(std::unique_ptr<Session> session) {
  Session& inserted = *session;
  by_identity_[authz::fold_case(inserted.identity)].push_back(&inserted);
  sessions_.emplace(inserted.client_identifier, std::move(session));
  return inserted;
}

std::unique_ptr<Session> Registry::remove(const Session& session) {
  const auto found = sessions_.find(session.client_identifier);
  if (found == sessions_.end()) return nullptr;
  std::unique_ptr<Session> removed = std::move(found->second);
  sessions_.erase(found);
  const auto same_identity = by_identity_.find(authz::fold_case(removed->identity));
  std::erase(same_identity->second, removed.get());
  if (same_identity->second.empty()) by_identity_.erase(same_identity);
  return removed;
}

std::size_t Registry::count_of(std::string_view identity) const {
  return of(authz::fold_case(identity)).size();
}

const std::vector<Session*>& Registry::of(const std::string& folded_identity) const {
  static const std::vector<Session*> none;
  const auto found = by_identity_.find(folded_identity);
  return found == by_identity_.end() ? none : found->second;
}

std::vector<Session*> Registry::all() const {
  std::vector<Session*> sessions;
  sessions.reserve(sessions_.size());
  for (const auto& [identifier, session] : sessions_) sessions.push_back(session.get());
  std::sort(sessions.begin(), sessions.end(),
            [](const Session* left, const Session* right) { return left->serial < right->serial; });
  return sessions;
}

}  // namespace eg::broker
