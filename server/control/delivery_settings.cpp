#include "server/control/delivery_settings.hpp"

#include <array>
#include <string>
#include <string_view>

#include "protocol/arm/json.hpp"
#include "server/control/json_text.hpp"
#include "server/control/resource_view.hpp"

namespace eg::control {
namespace {

using rapidjson::Value;

/// A subscription has one of them (delivery_rules).
constexpr auto destinations = std::to_array<std::string_view>(
    {"properties.deliveryConfiguration.push.destination.properties",
     "properties.deliveryConfiguration.push.deliveryWithResourceIdentity.destination.properties"});

boost::system::result<rapidjson::Document, arm::Error> stored_document(Context& context,
                                                                       const Address& address) {
  const auto row = context.store.get(address.key);
  if (!row) {
    return error_of(row.error());
  }
  if (!row->has_value()) {
    return resource_not_found(address);
  }
  return document_of(row->value());
}

const Value* setting(const Value& document, std::string_view name) {
  for (const std::string_view destination : destinations) {
    const Value* found = arm::find_path(document, std::string(destination) + "." + std::string(name));
    if (found != nullptr) {
      return found;
    }
  }
  return nullptr;
}

}  // namespace

Answer delivery_attributes(Context& context, const Address& address) {
  const auto document = stored_document(context, address);
  if (!document) {
    return document.error();
  }
  const Value* attributes = setting(*document, "deliveryAttributeMappings");
  JsonText json;
  json.begin_object().raw("value", attributes == nullptr ? "[]" : arm::write_json(*attributes)).end_object();
  return json_response(200, json.take());
}

Answer full_url(Context& context, const Address& address) {
  const auto document = stored_document(context, address);
  if (!document) {
    return document.error();
  }
  const Value* url = setting(*document, "endpointUrl");
  if (url == nullptr) {
    return arm::Error(arm::ErrorCode::invalid_request,
                      "The event subscription '" + address.name +
                          "' has no webhook: its destination has no address to show.");
  }
  JsonText json;
  json.begin_object().member("endpointUrl", arm::text_of(*url)).end_object();
  return json_response(200, json.take());
}

}  // namespace eg::control
