// The sessions of one namespace: by client identifier, which is unique in the namespace, and counted per
// authentication name (broker-behaviour 4.1, 4.4). Owns them; moves none of their state.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/broker/session.hpp"

namespace eg::broker {

class Registry {
 public:
  Session* find(std::string_view client_identifier) const;
  /// The client identifier is not taken.
  Session& insert(std::unique_ptr<Session> session);
  std::unique_ptr<Session> remove(const Session& session);
  /// Connected and offline ones.
  std::size_t count_of(std::string_view identity) const;
  /// In order of insertion; `folded_identity`: see authz::fold_case. Valid until the next change of the
  /// registry.
  const std::vector<Session*>& of(const std::string& folded_identity) const;
  std::size_t size() const { return sessions_.size(); }
  /// Oldest first, so that what is done to all of them happens in a repeatable order.
  std::vector<Session*> all() const;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  template <class Value>
  using TextMap = boost::unordered_flat_map<std::string, Value, TextHash, std::equal_to<>>;
  TextMap<std::unique_ptr<Session>> sessions_;
  TextMap<std::vector<Session*>> by_identity_;  // key: folded authentication name
};

}  // namespace eg::broker
