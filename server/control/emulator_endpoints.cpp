#include "server/control/emulator_endpoints.hpp"

#include "protocol/arm/api_version.hpp"
#include "server/control/json_text.hpp"

namespace eg::control {

Answer get_health(Context& context) {
  // The store answers: the emulator is more than a listening port.
  if (auto read = context.store.get("health"); !read) {
    return error_of(read.error());
  }
  return json_response(200, R"({"status":"ready"})");
}

Answer get_version(Context& context) {
  JsonText json;
  json.begin_object()
      .member("name", "eventgrid-emulator")
      .member("version", context.settings.version)
      .begin_array("apiVersions");
  for (const arm::ApiVersionRow& row : arm::api_versions()) {
    json.text(row.name);
  }
  json.end_array().end_object();
  return json_response(200, json.take());
}

Answer get_ca_certificate(Context& context) {
  if (context.settings.ca_certificate_pem.empty()) {
    return arm::Error(arm::ErrorCode::not_found, "This emulator has no authority of its own.");
  }
  return text_response(200, context.settings.ca_certificate_pem, "application/x-pem-file");
}

}  // namespace eg::control
