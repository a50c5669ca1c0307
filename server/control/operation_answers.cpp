#include "server/control/operation_answers.hpp"

#include <string>
#include <utility>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/resource_id.hpp"
#include "server/control/access_keys.hpp"
#include "server/control/json_text.hpp"
#include "server/control/resource_view.hpp"
#include "server/control/resources.hpp"

namespace eg::control {
namespace {

using Action = Operation::Action;

/// Without the header az waits 30 seconds between polls; 0 counts as absent (az-cli-and-sdk-traffic 2.5).
constexpr std::string_view retry_after_seconds = "1";

std::string upper_case(std::string text) {
  for (char& letter : text) {
    letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  }
  return text;
}

std::string poll_address(const Context& context, const Operation& operation, std::string_view collection) {
  const std::string scope = operation.location.empty() ? "/"
                                                       : "/providers/" + std::string(arm::provider_name) +
                                                             "/locations/" + operation.location + "/";
  return base_address(context.request) + "/subscriptions/" + operation.subscription + scope +
         std::string(collection) + "/" + upper_case(operation.guid) +
         "?api-version=" + std::string(context.target.parameter("api-version").value_or(std::string_view()));
}

arm::Error operation_not_found(std::string_view guid) {
  return {arm::ErrorCode::resource_not_found,
          "The operation '" + arm::excerpt(guid) +
              "' was not found here: operations are kept for an hour after their end."};
}

/// Of that subscription and location; nullptr otherwise.
const Operation* find_operation(const Context& context, std::string_view location, std::string_view guid) {
  const Operation* found = context.operations.find(guid);
  const bool fits = found != nullptr && found->subscription == arm::fold_case(context.variables[0]) &&
                    found->location == arm::fold_case(location);
  return fits ? found : nullptr;
}

Answer still_running(const Context& context, const Operation& operation) {
  Response response = empty_response(202);
  add_poll_headers(context, operation, PollAddresses::result, response);
  return response;
}

Answer result_of(Context& context, const Operation& operation) {
  if (operation.action == Action::deleting) {
    return empty_response(200);
  }
  const auto address = address_of(context, operation.resource_id, ParentCheck::skipped);
  if (!address) {
    return address.error();
  }
  return operation.action == Action::regenerating_key ? keys_answer(context, *address)
                                                      : resource_answer(context, *address);
}

}  // namespace

Operation new_operation(Context& context, Action action, std::string resource_key, std::string resource_id,
                        std::string_view location) {
  Operation operation;
  operation.guid = context.guids.next();
  operation.action = action;
  operation.resource_key = std::move(resource_key);
  operation.resource_id = std::move(resource_id);
  operation.subscription = arm::fold_case(context.variables.front());
  operation.location = arm::fold_case(location);
  return operation;
}

boost::system::result<Operation, arm::Error> new_operation(Context& context, Action action,
                                                           const Address& address,
                                                           const rapidjson::Value* document) {
  if (document != nullptr && !address.is_child()) {
    return new_operation(context, action, address.key, address.id.text(),
                         arm::text_at(*document, "location"));
  }
  // Children have no location of their own: it is their namespace's.
  arm::ResourceId top = address.id;
  top.types.resize(1);
  const auto row = context.store.get(top.key());
  if (!row) {
    return error_of(row.error());
  }
  if (!row->has_value()) {
    return resource_not_found(address);
  }
  const auto stored = document_of(row->value());
  if (!stored) {
    return stored.error();
  }
  return new_operation(context, action, address.key, address.id.text(), arm::text_at(*stored, "location"));
}

void add_poll_headers(const Context& context, const Operation& operation, PollAddresses addresses,
                      Response& response) {
  const std::string_view results = operation.location.empty() ? "operationresults" : "operationResults";
  if (addresses != PollAddresses::result) {
    response.headers.emplace_back("Azure-AsyncOperation",
                                  poll_address(context, operation, "operationsStatus"));
  }
  if (addresses != PollAddresses::status) {
    response.headers.emplace_back("Location", poll_address(context, operation, results));
  }
  response.headers.emplace_back("Retry-After", retry_after_seconds);
}

boost::system::result<void, arm::Error> check_no_operation(const Context& context, std::string_view key) {
  const Operation* found = context.operations.blocking(key, context.now_unix_milliseconds);
  if (found == nullptr) {
    return {};
  }
  if (found->location.empty()) {
    return arm::Error(arm::ErrorCode::resource_group_being_deleted,
                      "The resource group '" + found->resource_id +
                          "' is being deleted: wait until the operation '" + found->guid + "' has ended.");
  }
  return arm::Error(arm::ErrorCode::another_operation_in_progress,
                    "Another operation on the resource '" + found->resource_id + "' is in progress (" +
                        std::string(Operations::provisioning_state(found)) + "): poll until the operation '" +
                        found->guid + "' has ended.");
}

Answer get_operation_status(Context& context) {
  const Operation* found = find_operation(context, context.variables[1], context.variables[2]);
  if (found == nullptr) {
    return operation_not_found(context.variables[2]);
  }
  const bool runs = found->runs_at(context.now_unix_milliseconds);
  JsonText json;
  json.begin_object()
      .member("id", poll_address(context, *found, "operationsStatus"))
      .member("name", found->guid)
      .member("status", runs ? "InProgress" : "Succeeded")
      .end_object();
  Response response = json_response(200, json.take());
  if (runs) {
    response.headers.emplace_back("Retry-After", retry_after_seconds);
  }
  return response;
}

Answer get_operation_result(Context& context) {
  const Operation* found = find_operation(context, context.variables[1], context.variables[2]);
  if (found == nullptr) {
    return operation_not_found(context.variables[2]);
  }
  return found->runs_at(context.now_unix_milliseconds) ? still_running(context, *found)
                                                       : result_of(context, *found);
}

Answer get_group_operation_result(Context& context) {
  const Operation* found = find_operation(context, {}, context.variables[1]);
  if (found == nullptr) {
    return operation_not_found(context.variables[1]);
  }
  return found->runs_at(context.now_unix_milliseconds) ? still_running(context, *found)
                                                       : result_of(context, *found);
}

}  // namespace eg::control
