// What the command line and the environment ask for (design 5): one struct, filled by CLI11. Starts nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eg::app {

struct Config {
  enum class Command : std::uint8_t { serve, cert, env, healthcheck } command = Command::serve;

  std::string data_dir = "./eventgrid-data";  ///< or `:memory:`
  std::string bind = "127.0.0.1";
  std::uint16_t mqtt_port = 8883;
  std::uint16_t https_port = 8443;
  std::vector<std::string> hostnames;  ///< in the order given; empty: localhost
  std::string log_level = "info";
  std::string quotas = "azure";
  double async_seconds = 0;                  ///< 0: every answer of the management API is final
  std::optional<std::uint64_t> random_seed;  ///< not given: another one with each start
  std::string network_rules = "on";
  std::optional<unsigned> threads;  ///< of handshakes, 1 to 64; not given: half the processors, 1 to 4
  std::string memory_max = "256M";  ///< for messages that wait; see memory_bytes_max

  struct Cert {
    std::string name;
    std::string out = ".";
    std::optional<int> days;  ///< nothing: 365, of an authority 3650
    bool authority = false;
    std::string issuer{};      ///< NAME in `out` or a file; empty: self-signed
    std::string issuer_key{};  ///< empty: looked for beside the issuer's certificate
    std::string key = "ec";    ///< or `rsa`
    std::string not_before{};  ///< see cert_moment.hpp; empty: five minutes ago
    std::vector<std::string> dns_names{};
    std::vector<std::string> uris{};
    std::vector<std::string> ip_addresses{};
    std::vector<std::string> email_addresses{};
    bool pfx = false;
    std::string pfx_password{};
    std::string print = "thumbprint";  ///< or `arm`
  } cert;
  struct Env {
    std::string shell = "sh";
    bool undo = false;
  } env;
  std::string health_url;  ///< empty: of the emulator with this configuration

  bool keeps_nothing() const { return data_dir == ":memory:"; }
  std::uint64_t memory_bytes_max() const;
  std::string hostname() const { return hostnames.empty() ? "localhost" : hostnames.front(); }
  /// `DIR/ca.pem`; empty with `:memory:`.
  std::string ca_file() const { return keeps_nothing() ? std::string{} : data_dir + "/ca.pem"; }
};

/// The program's version, as in `--version`.
std::string version_text();

struct ParsedArguments {
  std::optional<Config> config;  ///< nullopt: print `text` and leave with `exit_code`
  int exit_code = 0;             ///< 0 for --help and --version, 2 for bad options
  std::string text;
};
/// `arguments` without the program's name. Every option is also read from EVENTGRID_EMULATOR_<OPTION>.
ParsedArguments parse_arguments(const std::vector<std::string>& arguments);

}  // namespace eg::app
