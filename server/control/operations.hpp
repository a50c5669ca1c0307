// The register of long-running operations (arm-contract 5): what runs, until when, on which resource. Kept in
// the store beside the resources, so that a poll is answered after a restart too. What an operation changes
// is in force before it is registered; only a deleted resource's row waits for the end. Knows no HTTP.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "store/store.hpp"

namespace eg::control {

struct Operation {
  enum class Action : std::uint8_t { creating, updating, deleting, regenerating_key };
  std::string guid;  ///< lower case
  Action action = Action::creating;
  std::string resource_key;
  std::string resource_id;   ///< casing kept
  std::string subscription;  ///< lower case
  std::string location;      ///< lower case; empty: of a resource group
  std::int64_t ends_unix_milliseconds = 0;
  bool settled = false;  ///< nothing is left to do in the store

  bool runs_at(std::int64_t now_unix_milliseconds) const {
    return now_unix_milliseconds < ends_unix_milliseconds;
  }
};

class Operations {
 public:
  /// 0: every answer is final and nothing is ever registered.
  explicit Operations(std::int64_t duration_milliseconds) : duration_milliseconds_(duration_milliseconds) {}

  bool asynchronous() const { return duration_milliseconds_ > 0; }

  /// For start-up: a restart ends all operations that ran.
  store::StoreResult<void> load(store::Store& store, std::int64_t now_unix_milliseconds);
  /// Erases the rows whose deletion has ended.
  store::StoreResult<void> settle(store::Store& store, std::int64_t now_unix_milliseconds);

  /// Sets the end and writes the row, within the caller's transaction; forgets what ended an hour ago.
  store::StoreResult<void> put(store::Store& store, Operation& operation, std::int64_t now_unix_milliseconds);
  /// After the commit.
  void add(Operation operation);

  /// nullptr: there is none of that name; case ignored.
  const Operation* find(std::string_view guid) const;
  /// What runs on this very resource; nullptr: nothing.
  const Operation* running(std::string_view resource_key, std::int64_t now_unix_milliseconds) const;
  /// What stands in the way of a write: it runs on the resource itself, or creates or deletes one above it.
  const Operation* blocking(std::string_view resource_key, std::int64_t now_unix_milliseconds) const;

  /// As the resource shows it while the operation runs; nullptr means `Succeeded`.
  static std::string_view provisioning_state(const Operation* operation);

 private:
  std::int64_t duration_milliseconds_;
  std::map<std::string, Operation, std::less<>> operations_;  ///< by GUID
};

}  // namespace eg::control
