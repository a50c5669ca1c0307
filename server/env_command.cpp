// The variables are one table; what az needs beyond them is az-cli-and-sdk-traffic 1.1.
#include "server/env_command.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace eg::app {
namespace {

constexpr std::string_view tenant = "00000000-0000-0000-0000-0000000000aa";
constexpr std::string_view client = "00000000-0000-0000-0000-0000000000c1";
constexpr std::string_view subscription = "00000000-0000-0000-0000-000000000001";

struct Variable {
  std::string name;
  std::string value;
};

std::vector<Variable> variables(const Config& config, const std::string& current_directory) {
  const bool is_absolute = !config.data_dir.empty() && config.data_dir.front() == '/';
  std::string relative = config.data_dir;
  if (relative.starts_with("./")) relative.erase(0, 2);
  const std::string directory = is_absolute ? config.data_dir : current_directory + "/" + relative;
  const std::string ca_file = directory + "/ca.pem";
  const std::string endpoint = "https://" + config.hostname() + ":" + std::to_string(config.https_port);
  return {
      {"REQUESTS_CA_BUNDLE", ca_file},                    // az, Python
      {"NODE_EXTRA_CA_CERTS", ca_file},                   // JavaScript
      {"SSL_CERT_FILE", ca_file},                         // .NET, Go, curl
      {"AZURE_CONFIG_DIR", directory + "/azure-config"},  // keeps the developer's real login apart
      {"AZURE_CORE_COLLECT_TELEMETRY", "0"},
      {"AZURE_AUTHORITY_HOST", endpoint},
      {"AZURE_TENANT_ID", std::string(tenant)},
      {"AZURE_CLIENT_ID", std::string(client)},
      {"AZURE_CLIENT_SECRET", "anything"},
      {"AZURE_SUBSCRIPTION_ID", std::string(subscription)},
      {"EVENTGRID_ENDPOINT", endpoint},
      {"EVENTGRID_MQTT_HOST", config.hostname()},
      {"EVENTGRID_CA_FILE", ca_file},
  };
}

/// Single quotes, as both shells read them.
std::string quoted(std::string_view value, std::string_view quote_inside) {
  std::string text = "'";
  for (const char c : value) {
    if (c == '\'') {
      text += quote_inside;
    } else {
      text += c;
    }
  }
  return text + "'";
}

std::string sh_text(const Config& config, const std::vector<Variable>& list) {
  std::string text =
      "# eval \"$(eventgrid-emulator env)\"; to go back: eval \"$(eventgrid-emulator env --undo)\"\n";
  for (const auto& [name, value] : list) text += "export " + name + "=" + quoted(value, "'\\''") + "\n";
  text += "export EVENTGRID_MQTT_PORT=" + std::to_string(config.mqtt_port) + "\n";
  text +=
      "if command -v az >/dev/null 2>&1; then\n"
      "  if az cloud show -n Emulator >/dev/null 2>&1; then\n"
      "    az cloud update -n Emulator --endpoint-resource-manager \"$EVENTGRID_ENDPOINT\" --output "
      "none\n"
      "  else\n"
      "    az cloud register -n Emulator --endpoint-resource-manager \"$EVENTGRID_ENDPOINT\" "
      "--output none\n"
      "  fi &&\n"
      "  az cloud set -n Emulator --output none &&\n"
      "  az login --service-principal -u \"$AZURE_CLIENT_ID\" -p \"$AZURE_CLIENT_SECRET\" --tenant "
      "\"$AZURE_TENANT_ID\" --output none\n"
      "fi\n";
  return text;
}

std::string powershell_text(const Config& config, const std::vector<Variable>& list) {
  std::string text = "# eventgrid-emulator env --shell powershell | Out-String | Invoke-Expression\n";
  for (const auto& [name, value] : list) text += "$env:" + name + " = " + quoted(value, "''") + "\n";
  text += "$env:EVENTGRID_MQTT_PORT = '" + std::to_string(config.mqtt_port) + "'\n";
  text +=
      "if (Get-Command az -ErrorAction SilentlyContinue) {\n"
      "  az cloud show -n Emulator --output none 2>$null\n"
      "  $verb = if ($LASTEXITCODE -eq 0) { 'update' } else { 'register' }\n"
      "  az cloud $verb -n Emulator --endpoint-resource-manager $env:EVENTGRID_ENDPOINT --output "
      "none\n"
      "  az cloud set -n Emulator --output none\n"
      "  az login --service-principal -u $env:AZURE_CLIENT_ID -p $env:AZURE_CLIENT_SECRET "
      "--tenant $env:AZURE_TENANT_ID --output none\n"
      "}\n";
  return text;
}

/// The developer's own login stands in another AZURE_CONFIG_DIR, so that unsetting is all there is to do.
std::string undo_text(bool is_powershell, const std::vector<Variable>& list) {
  std::string text;
  const auto unset = [&text, is_powershell](const std::string& name) {
    text += is_powershell ? "Remove-Item Env:" + name + " -ErrorAction SilentlyContinue\n"
                          : "unset " + name + "\n";
  };
  for (const auto& variable : list) unset(variable.name);
  unset("EVENTGRID_MQTT_PORT");
  return text;
}

}  // namespace

std::string env_text(const Config& config, const std::string& current_directory) {
  const bool is_powershell = config.env.shell == "powershell";
  const std::vector<Variable> list = variables(config, current_directory);
  if (config.env.undo) return undo_text(is_powershell, list);
  return is_powershell ? powershell_text(config, list) : sh_text(config, list);
}

}  // namespace eg::app
