// Long-running operations on the wire (arm-contract 5.2): the headers of the first answer and the two
// addresses that clients poll. What an operation is stands in operations.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <rapidjson/document.h>
#include <boost/system/result.hpp>

#include "server/control/context.hpp"
#include "server/control/operations.hpp"
#include "server/control/resource_address.hpp"

namespace eg::control {

/// An operation on that resource, not yet registered; `location` as the resource has it.
Operation new_operation(Context& context, Operation::Action action, std::string resource_key,
                        std::string resource_id, std::string_view location);

/// On a resource of Microsoft.EventGrid; `document` of one that is not stored yet. Error: the store's.
boost::system::result<Operation, arm::Error> new_operation(Context& context, Operation::Action action,
                                                           const Address& address,
                                                           const rapidjson::Value* document = nullptr);

/// A PUT's first answer names the status alone; those of PATCH, DELETE and POST also the result.
enum class PollAddresses : std::uint8_t { status, status_and_result, result };
void add_poll_headers(const Context& context, const Operation& operation, PollAddresses addresses,
                      Response& response);

/// Nothing runs that stands in the way of a write. Errors: another_operation_in_progress,
/// resource_group_being_deleted.
boost::system::result<void, arm::Error> check_no_operation(const Context& context, std::string_view key);

Answer get_operation_status(Context& context);
Answer get_operation_result(Context& context);
Answer get_group_operation_result(Context& context);

}  // namespace eg::control
