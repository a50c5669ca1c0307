// Options, their environment variables, and what is refused with exit code 2.
#include "server/config.hpp"

#include <cstdlib>

#include "tests/support/catch.hpp"

namespace eg::app {
namespace {

TEST_CASE("without options the documented defaults hold") {
  const auto parsed = parse_arguments({});
  REQUIRE(parsed.config);
  CHECK(parsed.config->command == Config::Command::serve);
  CHECK(parsed.config->data_dir == "./eventgrid-data");
  CHECK(parsed.config->bind == "127.0.0.1");
  CHECK(parsed.config->mqtt_port == 8883);
  CHECK(parsed.config->https_port == 8443);
  CHECK(parsed.config->hostname() == "localhost");
  CHECK(parsed.config->ca_file() == "./eventgrid-data/ca.pem");
  CHECK_FALSE(parsed.config->random_seed);
}

TEST_CASE("a random seed is a whole number of 64 bits") {
  const auto parsed = parse_arguments({"--random-seed", "18446744073709551615"});
  REQUIRE(parsed.config);
  CHECK(parsed.config->random_seed == 18'446'744'073'709'551'615U);
  for (const char* wrong : {"-1", "x", ""}) CHECK(parse_arguments({"--random-seed", wrong}).exit_code == 2);
}

TEST_CASE("serve --threads is a number from 1 to 64") {
  CHECK_FALSE(parse_arguments({}).config->threads);
  CHECK(parse_arguments({"--threads", "1"}).config->threads == 1U);
  CHECK(parse_arguments({"serve", "--threads", "64"}).config->threads == 64U);
  for (const char* wrong : {"0", "65", "-1", "two", "1.5"}) {
    CHECK(parse_arguments({"--threads", wrong}).exit_code == 2);
  }
}

TEST_CASE("serve --memory-max is a size of at least 16 MiB") {
  CHECK(parse_arguments({}).config->memory_bytes_max() == 268'435'456U);
  CHECK(parse_arguments({"--memory-max", "2G"}).config->memory_bytes_max() == 2'147'483'648U);
  CHECK(parse_arguments({"--memory-max", "16777216"}).config->memory_bytes_max() == 16'777'216U);
  for (const char* wrong : {"16777215", "1M", "lots", "", "-2G"}) {
    const auto refused = parse_arguments({"--memory-max", wrong});
    CHECK(refused.exit_code == 2);
    CHECK(refused.text.find("use for instance 256M or 2G") != std::string::npos);
  }
}

TEST_CASE("serve may be said or left out, before or after the options") {
  for (const std::vector<std::string>& arguments : {std::vector<std::string>{"--mqtt-port", "0"},
                                                    {"serve", "--mqtt-port", "0"},
                                                    {"--mqtt-port", "0", "serve"}}) {
    const auto parsed = parse_arguments(arguments);
    REQUIRE(parsed.config);
    CHECK(parsed.config->command == Config::Command::serve);
    CHECK(parsed.config->mqtt_port == 0);
  }
}

TEST_CASE("host names are repeatable and the first is the published one") {
  const auto parsed = parse_arguments({"--hostname", "broker.test", "--hostname", "other.test"});
  REQUIRE(parsed.config);
  CHECK(parsed.config->hostnames == std::vector<std::string>{"broker.test", "other.test"});
  CHECK(parsed.config->hostname() == "broker.test");
}

TEST_CASE("every option is also an environment variable, and the command line wins") {
  ::setenv("EVENTGRID_EMULATOR_MQTT_PORT", "1234", 1);
  ::setenv("EVENTGRID_EMULATOR_DATA_DIR", ":memory:", 1);
  ::setenv("EVENTGRID_EMULATOR_HOSTNAME", "a.test,b.test", 1);
  const auto from_environment = parse_arguments({});
  const auto from_both = parse_arguments({"--mqtt-port", "99"});
  for (const char* name : {"MQTT_PORT", "DATA_DIR", "HOSTNAME"}) {
    ::unsetenv((std::string("EVENTGRID_EMULATOR_") + name).c_str());
  }
  REQUIRE(from_environment.config);
  CHECK(from_environment.config->mqtt_port == 1234);
  CHECK(from_environment.config->keeps_nothing());
  CHECK(from_environment.config->ca_file().empty());
  CHECK(from_environment.config->hostnames == std::vector<std::string>{"a.test", "b.test"});
  REQUIRE(from_both.config);
  CHECK(from_both.config->mqtt_port == 99);
}

TEST_CASE("long-running operations take no time, or the seconds that are asked for") {
  CHECK(parse_arguments({}).config->async_seconds == 0);
  CHECK(parse_arguments({"--async", "0.5"}).config->async_seconds == 0.5);
  CHECK(parse_arguments({"serve", "--async", "3600"}).config->async_seconds == 3600);
  for (const char* text : {"-1", "3601", "soon", ""}) {
    INFO(text);
    CHECK(parse_arguments({"--async", text}).exit_code == 2);
  }
}

TEST_CASE("commands take their own options") {
  const auto cert = parse_arguments({"cert", "client1-authnID", "--out", "keys", "--days", "7", "--ca"});
  REQUIRE(cert.config);
  CHECK(cert.config->command == Config::Command::cert);
  CHECK(cert.config->cert.name == "client1-authnID");
  CHECK(cert.config->cert.out == "keys");
  CHECK(cert.config->cert.days == 7);
  CHECK(cert.config->cert.authority);
  const auto env = parse_arguments({"env", "--shell", "powershell", "--undo", "--data-dir", "/d"});
  REQUIRE(env.config);
  CHECK(env.config->command == Config::Command::env);
  CHECK(env.config->env.shell == "powershell");
  CHECK(env.config->env.undo);
  CHECK(env.config->data_dir == "/d");
  const auto health = parse_arguments({"healthcheck", "--url", "https://h:1/"});
  REQUIRE(health.config);
  CHECK(health.config->health_url == "https://h:1/");
}

TEST_CASE("bad options end with 2 and a text that names the option") {
  struct Case {
    std::vector<std::string> arguments;
    std::string named;
  };
  const std::vector<Case> cases = {
      {{"--mqtt-port", "70000"}, "--mqtt-port"},
      {{"--mqtt-port", "80", "--https-port", "80"}, "choose two"},
      {{"--mqtt-port", "many"}, "--mqtt-port"},
      {{"--quotas", "some"}, "--quotas"},
      {{"--network-rules", "some"}, "--network-rules"},
      {{"--log-level", "loud"}, "--log-level"},
      {{"--no-such-option"}, "--no-such-option"},
      {{"cert"}, "NAME"},
      {{"cert", "../x"}, "NAME"},
      {{"cert", "a\nb"}, "NAME"},
      {{"cert", "x", "--days", "0"}, "--days"},
      {{"env", "--shell", "fish"}, "--shell"},
      {{"no-such-command"}, "no-such-command"},
      {{"--hostname", "a b"}, "--hostname"},
      {{"--bind", "nowhere"}, "--bind"},
      {{"env", "--data-dir", ":memory:"}, "data directory"},
  };
  for (const Case& each : cases) {
    const auto parsed = parse_arguments(each.arguments);
    INFO(each.arguments.front() << ": " << parsed.text);
    CHECK_FALSE(parsed.config);
    CHECK(parsed.exit_code == 2);
    CHECK(parsed.text.find(each.named) != std::string::npos);
    CHECK(parsed.text.starts_with("eventgrid-emulator: "));
    CHECK(parsed.text.find('\n') == parsed.text.size() - 1);
  }
}

TEST_CASE("help and version are answers, not errors") {
  CHECK(parse_arguments({"--help"}).exit_code == 0);
  CHECK(parse_arguments({"--help"}).text.find("--data-dir") != std::string::npos);
  CHECK(parse_arguments({"serve", "--help"}).text.find("eventgrid-emulator --help") != std::string::npos);
  CHECK(parse_arguments({"--version"}).text == "eventgrid-emulator " + version_text() + "\n");
}

}  // namespace
}  // namespace eg::app
