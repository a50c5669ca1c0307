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

/// Set while env is in force; with a name behind it, the value that name had before.
constexpr std::string_view saved_mark = "EVENTGRID_SAVED";

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
      {"EVENTGRID_MQTT_PORT", std::to_string(config.mqtt_port)},
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

std::string saved(const std::string& name) {
  return std::string(saved_mark) + "_" + name;
}

std::string sh_text(const std::vector<Variable>& list) {
  std::string text =
      "# eval \"$(eventgrid-emulator env)\"; to go back: eval \"$(eventgrid-emulator env --undo)\"\n";
  text += "if [ -z \"${" + std::string(saved_mark) + "-}\" ]; then\n";
  for (const auto& variable : list) {
    text += "  if [ -n \"${" + variable.name + "+set}\" ]; then export " + saved(variable.name) + "=\"$" +
            variable.name + "\"; fi\n";
  }
  text += "  export " + std::string(saved_mark) + "=yes\nfi\n";
  for (const auto& [name, value] : list) text += "export " + name + "=" + quoted(value, "'\\''") + "\n";
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

std::string powershell_text(const std::vector<Variable>& list) {
  std::string text = "# eventgrid-emulator env --shell powershell | Out-String | Invoke-Expression\n";
  text += "if (-not $env:" + std::string(saved_mark) + ") {\n";
  for (const auto& variable : list) {
    text += "  if (Test-Path Env:" + variable.name + ") { $env:" + saved(variable.name) +
            " = $env:" + variable.name + " }\n";
  }
  text += "  $env:" + std::string(saved_mark) + " = 'yes'\n}\n";
  for (const auto& [name, value] : list) text += "$env:" + name + " = " + quoted(value, "''") + "\n";
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

/// Values from before the first env come back. The developer's own login stands in another AZURE_CONFIG_DIR.
std::string sh_undo_text(const std::vector<Variable>& list) {
  std::string text = "if [ -n \"${" + std::string(saved_mark) + "-}\" ]; then\n";
  for (const auto& variable : list) {
    const std::string& name = variable.name;
    text += "  if [ -n \"${" + saved(name) + "+set}\" ]; then export " + name + "=\"$" + saved(name) +
            "\"; unset " + saved(name) + "; else unset " + name + "; fi\n";
  }
  return text + "  unset " + std::string(saved_mark) + "\nfi\n";
}

std::string powershell_undo_text(const std::vector<Variable>& list) {
  const auto remove = [](const std::string& name) { return "Remove-Item Env:" + name; };
  std::string text = "if ($env:" + std::string(saved_mark) + ") {\n";
  for (const auto& variable : list) {
    const std::string& name = variable.name;
    text += "  if (Test-Path Env:" + saved(name) + ") { $env:" + name + " = $env:" + saved(name) + "; " +
            remove(saved(name)) + " } else { " + remove(name) + " -ErrorAction SilentlyContinue }\n";
  }
  return text + "  " + remove(std::string(saved_mark)) + "\n}\n";
}

}  // namespace

std::string env_text(const Config& config, const std::string& current_directory) {
  const bool is_powershell = config.env.shell == "powershell";
  const std::vector<Variable> list = variables(config, current_directory);
  if (config.env.undo) return is_powershell ? powershell_undo_text(list) : sh_undo_text(list);
  return is_powershell ? powershell_text(list) : sh_text(list);
}

}  // namespace eg::app
