// env, the health URL and the ready line: what users and scripts read.
#include <cstdio>

#include "server/env_command.hpp"
#include "server/healthcheck_command.hpp"
#include "server/ready_line.hpp"
#include "tests/support/catch.hpp"

namespace eg::app {
namespace {

TEST_CASE("env exports absolute paths and the way into az") {
  Config config;
  config.https_port = 9443;
  const std::string text = env_text(config, "/home/me");
  CHECK(text.find("export REQUESTS_CA_BUNDLE='/home/me/eventgrid-data/ca.pem'\n") != std::string::npos);
  CHECK(text.find("export NODE_EXTRA_CA_CERTS=") != std::string::npos);
  CHECK(text.find("export AZURE_CONFIG_DIR=") != std::string::npos);
  CHECK(text.find("'https://localhost:9443'") != std::string::npos);
  CHECK(text.find("az cloud register -n Emulator") != std::string::npos);
  CHECK(text.find("az login --service-principal") != std::string::npos);
}

TEST_CASE("env quotes what a shell would read differently") {
  Config config;
  config.data_dir = "/it's $HOME";
  CHECK(env_text(config, "/").find("'/it'\\''s $HOME/ca.pem'") != std::string::npos);
  config.env.shell = "powershell";
  CHECK(env_text(config, "/").find("'/it''s $HOME/ca.pem'") != std::string::npos);
}

/// Standard output of a shell without az, whose own variables are two.
std::string shown_by_sh(const std::string& script) {
  const std::string given =
      "unset REQUESTS_CA_BUNDLE; export AZURE_TENANT_ID=\"my tenant's\"; export SSL_CERT_FILE=\n";
  std::string quoted = "'";
  for (const char c : "set -eu; az() { :; }\n" + given + script)
    quoted += c == '\'' ? "'\\''" : std::string(1, c);
  FILE* const pipe = ::popen(("sh -c " + quoted + "'").c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string shown;
  for (int c = 0; (c = std::fgetc(pipe)) != EOF;) shown += static_cast<char>(c);
  CHECK(::pclose(pipe) == 0);
  return shown;
}

TEST_CASE("env --undo brings back what was set and unsets the rest, however often env was evaluated") {
  Config config;
  const std::string text = env_text(config, "/d");
  config.env.undo = true;
  const std::string undo = env_text(config, "/d");
  const std::string show =
      "echo \"${AZURE_TENANT_ID-none}|${SSL_CERT_FILE-none}|${REQUESTS_CA_BUNDLE-none}\"; "
      "env | grep -c ^EVENTGRID_ || :\n";
  const std::string before = "my tenant's||none\n0\n";
  CHECK(shown_by_sh(show) == before);
  CHECK(shown_by_sh(text + show).find("/d/eventgrid-data/ca.pem|/d/") != std::string::npos);
  CHECK(shown_by_sh(text + undo + show) == before);
  CHECK(shown_by_sh(text + text + undo + undo + show) == before);
  CHECK(shown_by_sh(undo + show) == before);
}

TEST_CASE("env for PowerShell saves and brings back each variable that it sets") {
  Config config;
  config.env.shell = "powershell";
  const std::string text = env_text(config, "/");
  config.env.undo = true;
  const std::string undo = env_text(config, "/");
  for (const std::string name : {"AZURE_TENANT_ID", "SSL_CERT_FILE", "EVENTGRID_MQTT_PORT"}) {
    CHECK(text.find("{ $env:EVENTGRID_SAVED_" + name + " = $env:" + name + " }") != std::string::npos);
    CHECK(text.find("\n$env:" + name + " = '") != std::string::npos);
    CHECK(undo.find("{ $env:" + name + " = $env:EVENTGRID_SAVED_" + name + "; ") != std::string::npos);
    CHECK(undo.find("else { Remove-Item Env:" + name + " ") != std::string::npos);
  }
}

TEST_CASE("health URLs are https, with a port and a path or without") {
  struct Case {
    std::string text;
    std::string expected;  ///< empty: refused
  };
  for (const Case& each :
       std::vector<Case>{{"https://localhost:8443/emulator/health", "localhost|8443|/emulator/health"},
                         {"https://[::1]:1", "[::1]|1|/emulator/health"},
                         {"https://host", "host|443|/emulator/health"},
                         {"http://localhost:8443/", ""},
                         {"https://:1/", ""},
                         {"https://h:x/", ""}}) {
    const auto url = parse_health_url(each.text);
    INFO(each.text);
    CHECK((url.has_value() ? url->host + "|" + url->port + "|" + url->path : std::string{}) == each.expected);
  }
}

TEST_CASE("the default health URL reaches an emulator that listens everywhere") {
  Config config;
  CHECK(default_health_url(config) == "https://127.0.0.1:8443/emulator/health");
  config.bind = "0.0.0.0";
  CHECK(default_health_url(config) == "https://127.0.0.1:8443/emulator/health");
  config.bind = "::";
  CHECK(default_health_url(config) == "https://[::1]:8443/emulator/health");
}

TEST_CASE("the ready line is the documented JSON, with escaped texts") {
  CHECK(format_ready_line({8883, 8443, "localhost", "DIR/ca.pem"}) ==
        R"({"event":"ready","mqttPort":8883,"httpsPort":8443,"hostname":"localhost","caFile":"DIR/ca.pem"})");
  CHECK(format_ready_line({1, 2, "h", "a\"b\\c\n"}).find(R"("caFile":"a\"b\\c\u000a")") != std::string::npos);
}

}  // namespace
}  // namespace eg::app
