// ARM errors as data: one catalogue of codes and HTTP statuses, and the JSON body they travel in
// (arm-contract 16).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/assert/source_location.hpp>

namespace eg::arm {

/// Rows of the catalogue in error.cpp, named after the code on the wire.
enum class ErrorCode : std::uint8_t {
  missing_api_version_parameter,
  invalid_api_version_parameter,
  no_registered_provider_found,
  invalid_resource_type,
  invalid_resource_namespace,
  invalid_subscription_id,
  resource_group_not_found,
  resource_not_found,
  parent_resource_not_found,
  invalid_resource_name,
  location_required,
  invalid_resource_location,
  invalid_request_content,
  invalid_request,  ///< semantic errors of the provider: 400
  invalid_parameter,
  property_change_not_allowed,
  authentication_failed,
  invalid_authentication_token,
  method_not_allowed,
  conflict,
  another_operation_in_progress,  ///< 409: a long-running operation stands in the way
  resource_group_being_deleted,
  precondition_failed,
  request_too_large,       ///< 413
  unsupported_media_type,  ///< 415
  not_emulated,            ///< 400: clients repeat a 5xx for seconds; the sentence says what is not emulated
  not_found,               ///< 404 for paths that are no ARM path
  forbidden_origin,        ///< 403: foreign Host or Origin
  internal_server_error,
  service_unavailable,
};

struct ErrorRow {
  ErrorCode code;
  std::string_view name;  ///< as sent, e.g. "ResourceGroupNotFound"
  unsigned status;        ///< HTTP
};
const ErrorRow& row(ErrorCode code);

/// One error with the problems it is made of. `target` is a JSON path such as `properties.topicTemplates[0]`.
struct Error {
  ErrorCode code = ErrorCode::internal_server_error;
  std::string message;
  std::string target;
  std::vector<Error> details;
  Error() = default;  ///< what result::error() of a success yields
  Error(ErrorCode error_code, std::string sentence, std::string json_path = {})
      : code(error_code), message(std::move(sentence)), target(std::move(json_path)) {}
};
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& where);

unsigned http_status(const Error& error);
/// `{"error":{"code","message","target"?,"details"?}}`
std::string to_json(const Error& error);

}  // namespace eg::arm
