#include "server/control/metadata.hpp"

#include <array>
#include <string>

#include "server/control/access_token.hpp"

namespace eg::control {
namespace {

// `$BASE` is the address by which the client called, without a trailing slash; `$HOST` its host name and
// port.
constexpr std::string_view shape_2015 =
    R"({"galleryEndpoint":"$BASE/","graphEndpoint":"$BASE/","portalEndpoint":"$BASE/",)"
    R"("authentication":{"loginEndpoint":"$BASE/adfs","audiences":["$BASE/"]}})";

constexpr std::string_view shape_2019 =
    R"([{"portal":"$BASE/","authentication":{"loginEndpoint":"$BASE/adfs","audiences":["$BASE/"],)"
    R"("tenant":"$TENANT","identityProvider":"ADFS"},"media":"$BASE/","graphAudience":"$BASE/","graph":"$BASE/",)"
    R"("name":"EventGridEmulator","suffixes":{"azureDataLakeStoreFileSystem":"azuredatalakestore.localhost",)"
    R"("acrLoginServer":"azurecr.localhost","sqlServerHostname":"database.localhost",)"
    R"("azureDataLakeAnalyticsCatalogAndJob":"azuredatalakeanalytics.localhost","keyVaultDns":"vault.localhost",)"
    R"("storage":"core.localhost"},"batch":"$BASE/","resourceManager":"$BASE","vmImageAliasDoc":"$BASE/",)"
    R"("activeDirectoryDataLake":"$BASE/","sqlManagement":"$BASE/","gallery":"$BASE/"}])";

constexpr std::string_view shape_2022 =
    R"({"portal":"$BASE/","authentication":{"loginEndpoint":"$BASE/","audiences":["$BASE/"],)"
    R"("tenant":"$TENANT","identityProvider":"AAD"},"media":"$BASE/","graphAudience":"$BASE/","graph":"$BASE/",)"
    R"("name":"EventGridEmulator","suffixes":{"azureDataLakeStoreFileSystem":"azuredatalakestore.localhost",)"
    R"("acrLoginServer":"azurecr.localhost","sqlServerHostname":"database.localhost",)"
    R"("azureDataLakeAnalyticsCatalogAndJob":"azuredatalakeanalytics.localhost","keyVaultDns":"vault.localhost",)"
    R"("storage":"core.localhost","azureFrontDoorEndpointSuffix":"azurefd.localhost",)"
    R"("storageSyncEndpointSuffix":"afs.localhost","mhsmDns":"managedhsm.localhost",)"
    R"("mysqlServerEndpoint":"mysql.localhost","postgresqlServerEndpoint":"postgres.localhost",)"
    R"("mariadbServerEndpoint":"mariadb.localhost","synapseAnalytics":"dev.azuresynapse.localhost",)"
    R"("attestationEndpoint":"attest.localhost"},"batch":"$BASE/","resourceManager":"$BASE/",)"
    R"("vmImageAliasDoc":"$BASE/","activeDirectoryDataLake":"$BASE/","sqlManagement":"$BASE/",)"
    R"("microsoftGraphResourceId":"$BASE/","appInsightsResourceId":"$BASE/",)"
    R"("appInsightsTelemetryChannelResourceId":"$BASE/","attestationResourceId":"$BASE/",)"
    R"("synapseAnalyticsResourceId":"$BASE/","logAnalyticsResourceId":"$BASE/","ossrDbmsResourceId":"$BASE/"})";

struct Shape {
  std::string_view version;
  std::string_view json;
};
/// Any other version gets the newest shape.
constexpr std::array shapes{Shape{"2015-01-01", shape_2015}, Shape{"2019-05-01", shape_2019}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

}  // namespace

Answer get_metadata(Context& context) {
  const std::string_view version = context.target.parameter("api-version").value_or(std::string_view());
  std::string json(shape_2022);
  for (const Shape& shape : shapes) {
    if (shape.version == version) {
      json = shape.json;
    }
  }
  // The Host header was compared with our own names: nothing in it needs escaping.
  replace_all(json, "$BASE", base_address(context.request));
  replace_all(json, "$TENANT", default_tenant);
  return json_response(200, std::move(json));
}

}  // namespace eg::control
