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
  ++counts_[authz::fold_case(session->identity)];
  Session& inserted = *session;
  sessions_.emplace(inserted.client_identifier, std::move(session));
  return inserted;
}

std::unique_ptr<Session> Registry::remove(const Session& session) {
  const auto found = sessions_.find(session.client_identifier);
  if (found == sessions_.end()) return nullptr;
  std::unique_ptr<Session> removed = std::move(found->second);
  sessions_.erase(found);
  const auto count = counts_.find(authz::fold_case(removed->identity));
  if (--count->second == 0) counts_.erase(count);
  return removed;
}

std::size_t Registry::count_of(std::string_view identity) const {
  const auto found = counts_.find(authz::fold_case(identity));
  return found == counts_.end() ? 0 : found->second;
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
