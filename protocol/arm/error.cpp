// The catalogue of error codes and the writer of error bodies.
#include "protocol/arm/error.hpp"

#include <array>
#include <cstddef>
#include <stdexcept>

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

namespace eg::arm {
namespace {

constexpr auto catalogue = std::to_array<ErrorRow>({
    {ErrorCode::missing_api_version_parameter, "MissingApiVersionParameter", 400},
    {ErrorCode::invalid_api_version_parameter, "InvalidApiVersionParameter", 400},
    {ErrorCode::no_registered_provider_found, "NoRegisteredProviderFound", 400},
    {ErrorCode::invalid_resource_type, "InvalidResourceType", 404},
    {ErrorCode::invalid_resource_namespace, "InvalidResourceNamespace", 404},
    {ErrorCode::invalid_subscription_id, "InvalidSubscriptionId", 400},
    {ErrorCode::resource_group_not_found, "ResourceGroupNotFound", 404},
    {ErrorCode::resource_not_found, "ResourceNotFound", 404},
    {ErrorCode::parent_resource_not_found, "ParentResourceNotFound", 404},
    {ErrorCode::invalid_resource_name, "InvalidResourceName", 400},
    {ErrorCode::location_required, "LocationRequired", 400},
    {ErrorCode::invalid_resource_location, "InvalidResourceLocation", 409},
    {ErrorCode::invalid_request_content, "InvalidRequestContent", 400},
    {ErrorCode::invalid_request, "InvalidRequest", 400},
    {ErrorCode::invalid_parameter, "InvalidParameter", 400},
    {ErrorCode::property_change_not_allowed, "PropertyChangeNotAllowed", 400},
    {ErrorCode::authentication_failed, "AuthenticationFailed", 401},
    {ErrorCode::invalid_authentication_token, "InvalidAuthenticationToken", 401},
    {ErrorCode::method_not_allowed, "MethodNotAllowed", 405},
    {ErrorCode::conflict, "Conflict", 409},
    {ErrorCode::another_operation_in_progress, "AnotherOperationInProgress", 409},
    {ErrorCode::resource_group_being_deleted, "ResourceGroupBeingDeleted", 409},
    {ErrorCode::precondition_failed, "PreconditionFailed", 412},
    {ErrorCode::request_too_large, "RequestEntityTooLarge", 413},
    {ErrorCode::unsupported_media_type, "UnsupportedMediaType", 415},
    {ErrorCode::not_emulated, "NotEmulated", 400},
    {ErrorCode::not_found, "NotFound", 404},
    {ErrorCode::forbidden_origin, "ForbiddenOrigin", 403},
    {ErrorCode::internal_server_error, "InternalServerError", 500},
    {ErrorCode::service_unavailable, "ServiceUnavailable", 503},
});

constexpr bool rows_stand_in_order_of_codes() {
  for (std::size_t index = 0; index < catalogue.size(); ++index) {
    if (static_cast<std::size_t>(catalogue[index].code) != index) return false;
  }
  return static_cast<std::size_t>(ErrorCode::service_unavailable) + 1 == catalogue.size();
}
static_assert(rows_stand_in_order_of_codes());

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write_member(Writer& writer, std::string_view name, std::string_view text) {
  writer.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void write_error(Writer& writer, const Error& error) {
  writer.StartObject();
  write_member(writer, "code", row(error.code).name);
  write_member(writer, "message", error.message);
  if (!error.target.empty()) write_member(writer, "target", error.target);
  if (!error.details.empty()) {
    writer.Key("details");
    writer.StartArray();
    for (const Error& detail : error.details) write_error(writer, detail);
    writer.EndArray();
  }
  writer.EndObject();
}

}  // namespace

const ErrorRow& row(ErrorCode code) {
  return catalogue[static_cast<std::size_t>(code)];
}

void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error("ARM error taken for a value: " + error.message);
}

unsigned http_status(const Error& error) {
  return row(error.code).status;
}

std::string to_json(const Error& error) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  writer.StartObject();
  writer.Key("error");
  write_error(writer, error);
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace eg::arm
