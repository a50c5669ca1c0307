// Options are declared once; CLI11 reads them from the command line and the environment and prints the help.
#include "server/config.hpp"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>
#include <boost/asio/ip/address.hpp>

#include "server/byte_size.hpp"
#include "server/cert_options.hpp"
#include "server/environment_option.hpp"

#ifndef EG_VERSION
#define EG_VERSION "unknown"
#endif

namespace eg::app {
namespace {

/// Below it a few sessions within their quota could not be held.
constexpr std::uint64_t memory_bytes_min = 16'777'216;

constexpr unsigned threads_max = 64;

std::string memory_size_problem(const std::string& text) {
  const auto bytes = parse_byte_size(text);
  if (bytes && *bytes >= memory_bytes_min) return {};
  return "'" + text + "' is no size of at least 16M; use for instance 256M or 2G";
}

void add_serve_options(CLI::App& app, Config& config) {
  from_environment(
      app.add_option("--data-dir", config.data_dir, "where everything is kept; :memory: keeps nothing"))
      ->capture_default_str();
  from_environment(app.add_option("--bind", config.bind, "address to listen on"))
      ->check(CLI::Validator(
          [](std::string& value) {
            if (value == "localhost") value = "127.0.0.1";
            return std::string{};
          },
          "ADDRESS"))
      ->capture_default_str();
  from_environment(app.add_option("--mqtt-port", config.mqtt_port, "MQTT over TLS; 0: any free port"))
      ->check(CLI::Range(0, 65'535))
      ->capture_default_str();
  from_environment(app.add_option("--https-port", config.https_port, "HTTPS; 0: any free port"))
      ->check(CLI::Range(0, 65'535))
      ->capture_default_str();
  from_environment(
      app.add_option("--hostname", config.hostnames,
                     "name by which clients reach the emulator; repeatable, the first is published"))
      ->delimiter(',');
  from_environment(app.add_option("--log-level", config.log_level, "least important line that is written"))
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
      ->capture_default_str();
  from_environment(app.add_option("--quotas", config.quotas, "off lifts the service's counts and sizes"))
      ->check(CLI::IsMember({"azure", "off"}))
      ->capture_default_str();
  from_environment(app.add_option("--async", config.async_seconds,
                                  "seconds that long-running operations take; 0: answer at once"))
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  from_environment(app.add_option("--random-seed", config.random_seed,
                                  "makes the choice among the members of a shared group repeatable"))
      ->check(CLI::Validator(
          [](std::string& value) {
            const bool is_number =
                !value.empty() && value.find_first_not_of("0123456789") == std::string::npos;
            return is_number ? std::string{} : "'" + value + "' is no whole number";
          },
          "NUMBER"));
  from_environment(app.add_option("--threads", config.threads,
                                  "threads for TLS handshakes; without it half the processors, 1 to 4"))
      ->check(CLI::Range(1U, threads_max));
  from_environment(app.add_option("--network-rules", config.network_rules,
                                  "off ignores inboundIpRules and publicNetworkAccess"))
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  from_environment(app.add_option("--memory-max", config.memory_max,
                                  "what messages that wait for their clients may take of memory"))
      ->check(CLI::Validator(memory_size_problem, "SIZE"))
      ->capture_default_str();
}

void add_commands(CLI::App& app, Config& config) {
  const auto choose = [&config](Config::Command command) {
    return [&config, command] { config.command = command; };
  };
  app.add_subcommand("serve", "run the emulator (default)")
      ->footer(
          "Its options are those of eventgrid-emulator --help; they may stand before or after the command.")
      ->callback(choose(Config::Command::serve));

  CLI::App* cert = app.add_subcommand("cert", "make a client certificate and print its SHA-256 thumbprint");
  cert->callback(choose(Config::Command::cert));
  add_cert_options(*cert, config.cert);

  CLI::App* env = app.add_subcommand("env", "print what points az, SDKs and MQTT clients at the emulator");
  env->callback(choose(Config::Command::env));
  from_environment(env->add_option("--shell", config.env.shell, "whose syntax"))
      ->check(CLI::IsMember({"sh", "powershell"}))
      ->capture_default_str();
  from_environment(env->add_flag("--undo", config.env.undo, "print how to go back"));

  CLI::App* health = app.add_subcommand("healthcheck", "leave with 0 when the emulator is ready");
  health->callback(choose(Config::Command::healthcheck));
  from_environment(health->add_option("--url", config.health_url, "https://HOST:PORT/emulator/health"));
}

std::string check(const Config& config) {
  if (config.data_dir.empty()) return "--data-dir must not be empty";
  const auto bad = [](const std::string& name) {
    return name.empty() ||
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.:_") !=
               std::string::npos;
  };
  boost::system::error_code error;
  boost::asio::ip::make_address(config.bind, error);
  if (error) return "--bind: '" + config.bind + "' is no IP address; use for instance 127.0.0.1 or 0.0.0.0";
  if (config.command == Config::Command::env && config.keeps_nothing()) {
    return "env needs a data directory: with :memory: there is no ca.pem for clients to trust";
  }
  if (config.mqtt_port == config.https_port && config.mqtt_port != 0) {
    return "--mqtt-port and --https-port are both " + std::to_string(config.mqtt_port) +
           ": choose two, or 0 for any free ones";
  }
  for (const std::string& name : config.hostnames) {
    if (bad(name)) return "--hostname: '" + name + "' is no host name";
  }
  if (config.command == Config::Command::cert) return check_cert_options(config.cert);
  return {};
}

/// One sentence, as every failure of the program is told.
ParsedArguments refusal(std::string problem) {
  std::replace(problem.begin(), problem.end(), '\n', ' ');
  return {std::nullopt, 2, "eventgrid-emulator: " + problem + "\n"};
}

}  // namespace

std::uint64_t Config::memory_bytes_max() const {
  return parse_byte_size(memory_max).value_or(memory_bytes_min);
}

std::string version_text() {
  return EG_VERSION;
}

ParsedArguments parse_arguments(const std::vector<std::string>& arguments) {
  Config config;
  CLI::App app("A local emulator of the Azure Event Grid namespace MQTT broker", "eventgrid-emulator");
  app.set_version_flag("--version", "eventgrid-emulator " + version_text());
  app.fallthrough();
  app.require_subcommand(0, 1);
  add_serve_options(app, config);
  add_commands(app, config);
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // what CLI11 takes
    app.parse(reversed);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return refusal(error.what());
    std::ostringstream out;  // help or version
    app.exit(error, out, out);
    return {std::nullopt, 0, out.str()};
  }
  if (const std::string problem = check(config); !problem.empty()) return refusal(problem);
  return {std::move(config), 0, {}};
}

}  // namespace eg::app
