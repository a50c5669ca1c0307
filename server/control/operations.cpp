// Rows of the kind `operations`; a few at a time, so looking at each is cheap.
#include "server/control/operations.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "protocol/arm/json.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {
namespace {

using Action = Operation::Action;

constexpr std::string_view kind = "operations";
constexpr std::string_view parent_key = "emulator:operations";
/// Late polls are answered that long (arm-contract 5.3).
constexpr std::int64_t kept_milliseconds = 3'600'000;

struct ActionRow {
  Action action;
  std::string_view name;                ///< in the store
  std::string_view provisioning_state;  ///< of the resource meanwhile
};
constexpr std::array actions{
    ActionRow{Action::creating, "create", "Creating"},
    ActionRow{Action::updating, "update", "Updating"},
    ActionRow{Action::deleting, "delete", "Deleting"},
    ActionRow{Action::regenerating_key, "regenerateKey", "Succeeded"},
};

const ActionRow& row_of(Action action) {
  return actions[static_cast<std::size_t>(action)];
}

std::string key_of(std::string_view guid) {
  return std::string(parent_key) + "/" + std::string(guid);
}

store::ResourceRow to_row(const Operation& operation) {
  JsonText json;
  json.begin_object()
      .member("action", row_of(operation.action).name)
      .member("resourceKey", operation.resource_key)
      .member("subscription", operation.subscription)
      .member("location", operation.location)
      .number("endsUnixMilliseconds", operation.ends_unix_milliseconds)
      .number("settled", operation.settled ? 1 : 0)
      .end_object();
  return {key_of(operation.guid), std::string(parent_key), std::string(kind),
          operation.guid,         operation.resource_id,   json.take()};
}

std::int64_t integer_at(const rapidjson::Value& document, std::string_view name) {
  const rapidjson::Value* value = arm::find_member(document, name);
  return value != nullptr && value->IsInt64() ? value->GetInt64() : 0;
}

store::StoreResult<Operation> from_row(const store::ResourceRow& row) {
  const auto document = arm::parse_stored_json(row.document);
  const auto found =
      !document ? actions.end() : std::find_if(actions.begin(), actions.end(), [&](const ActionRow& one) {
        return one.name == arm::text_at(*document, "action");
      });
  if (found == actions.end()) {
    return store::StoreError(store::StoreError::Kind::damaged,
                             "The stored operation '" + row.name + "' cannot be read.");
  }
  Operation operation;
  operation.guid = row.name;
  operation.action = found->action;
  operation.resource_key = arm::text_at(*document, "resourceKey");
  operation.resource_id = row.id;
  operation.subscription = arm::text_at(*document, "subscription");
  operation.location = arm::text_at(*document, "location");
  operation.ends_unix_milliseconds = integer_at(*document, "endsUnixMilliseconds");
  operation.settled = integer_at(*document, "settled") != 0;
  return operation;
}

}  // namespace

store::StoreResult<void> Operations::load(store::Store& store, std::int64_t now_unix_milliseconds) {
  auto rows = store.all_of_kind(kind);
  if (!rows) {
    return rows.error();
  }
  for (const store::ResourceRow& row : *rows) {
    auto operation = from_row(row);
    if (!operation) {
      return operation.error();
    }
    operation->ends_unix_milliseconds = std::min(operation->ends_unix_milliseconds, now_unix_milliseconds);
    add(*std::move(operation));
  }
  return settle(store, now_unix_milliseconds);
}

store::StoreResult<void> Operations::settle(store::Store& store, std::int64_t now_unix_milliseconds) {
  for (auto& [guid, operation] : operations_) {
    // A clock that was put back lets nothing run for longer than it takes.
    operation.ends_unix_milliseconds =
        std::min(operation.ends_unix_milliseconds, now_unix_milliseconds + duration_milliseconds_);
    if (operation.settled || operation.runs_at(now_unix_milliseconds)) {
      continue;
    }
    Operation ended = operation;
    ended.settled = true;
    auto transaction = store.begin();
    if (!transaction) {
      return transaction.error();
    }
    if (auto erased = store.erase(operation.resource_key); !erased) {
      return erased.error();
    }
    if (auto put = store.put(to_row(ended)); !put) {
      return put;
    }
    if (auto committed = transaction->commit(); !committed) {
      return committed;
    }
    operation = std::move(ended);
  }
  return {};
}

store::StoreResult<void> Operations::put(store::Store& store, Operation& operation,
                                         std::int64_t now_unix_milliseconds) {
  operation.ends_unix_milliseconds = now_unix_milliseconds + duration_milliseconds_;
  operation.settled = operation.action != Action::deleting;
  for (auto at = operations_.begin(); at != operations_.end();) {
    const bool is_old =
        at->second.settled && at->second.ends_unix_milliseconds + kept_milliseconds < now_unix_milliseconds;
    if (!is_old) {
      ++at;
      continue;
    }
    if (auto erased = store.erase(key_of(at->first)); !erased) {
      return erased.error();
    }
    at = operations_.erase(at);
  }
  return store.put(to_row(operation));
}

void Operations::add(Operation operation) {
  const std::string guid = operation.guid;
  operations_.insert_or_assign(guid, std::move(operation));
}

const Operation* Operations::find(std::string_view guid) const {
  const auto found = operations_.find(arm::fold_case(guid));
  return found == operations_.end() ? nullptr : &found->second;
}

const Operation* Operations::running(std::string_view resource_key,
                                     std::int64_t now_unix_milliseconds) const {
  for (const auto& [guid, operation] : operations_) {
    if (operation.resource_key == resource_key && operation.runs_at(now_unix_milliseconds)) {
      return &operation;
    }
  }
  return nullptr;
}

const Operation* Operations::blocking(std::string_view resource_key,
                                      std::int64_t now_unix_milliseconds) const {
  for (const auto& [guid, operation] : operations_) {
    if (!operation.runs_at(now_unix_milliseconds)) {
      continue;
    }
    const bool is_above = resource_key.starts_with(operation.resource_key + "/");
    const bool makes_or_ends = operation.action == Action::creating || operation.action == Action::deleting;
    if (operation.resource_key == resource_key || (is_above && makes_or_ends)) {
      return &operation;
    }
  }
  return nullptr;
}

std::string_view Operations::provisioning_state(const Operation* operation) {
  return operation == nullptr ? "Succeeded" : row_of(operation->action).provisioning_state;
}

}  // namespace eg::control
