// The options of `cert`: each in its place, and each wrong value named by its option.
#include "server/cert_options.hpp"

#include <cstdlib>

#include "server/config.hpp"
#include "tests/support/catch.hpp"

namespace eg::app {
namespace {

using Texts = std::vector<std::string>;

Config::Cert parsed(Texts arguments) {
  arguments.insert(arguments.begin(), "cert");
  const ParsedArguments result = parse_arguments(arguments);
  INFO(result.text);
  REQUIRE(result.config);
  CHECK(result.config->command == Config::Command::cert);
  return result.config->cert;
}

std::string refusal_of(Texts arguments) {
  arguments.insert(arguments.begin(), "cert");
  const ParsedArguments result = parse_arguments(arguments);
  return result.exit_code == 2 ? result.text : std::string{};
}

TEST_CASE("cert takes its options before and after NAME") {
  const Config::Cert cert = parsed(
      {"--dns",  "a.test",  "device 1",     "--dns", "*.b.test", "--uri", "urn:x:a,b",    "--ip",
       "::1",    "--email", "a@b.test",     "--ca",  "--issuer", "root",  "--issuer-key", "root.key",
       "--days", "3",       "--not-before", "-10d",  "--key",    "rsa",   "--pfx",        "--pfx-password",
       "p w",    "--print", "arm",          "--out", "certs"});
  CHECK(cert.name == "device 1");
  CHECK(cert.dns_names == Texts{"a.test", "*.b.test"});
  CHECK(cert.uris == Texts{"urn:x:a,b"});
  CHECK(cert.ip_addresses == Texts{"::1"});
  CHECK(cert.email_addresses == Texts{"a@b.test"});
  CHECK(cert.authority);
  CHECK(cert.issuer == "root");
  CHECK(cert.issuer_key == "root.key");
  CHECK(cert.days == 3);
  CHECK(cert.not_before == "-10d");
  CHECK(cert.key == "rsa");
  CHECK(cert.pfx);
  CHECK(cert.pfx_password == "p w");
  CHECK(cert.print == "arm");
  CHECK(cert.out == "certs");
}

TEST_CASE("without options cert makes a self-signed EC certificate and prints the thumbprint") {
  const Config::Cert cert = parsed({"x"});
  CHECK((cert.out == "." && !cert.days && !cert.authority && cert.issuer.empty() && cert.key == "ec"));
  CHECK((cert.not_before.empty() && !cert.pfx && cert.print == "thumbprint"));
}

TEST_CASE("the password of the PFX may come from the environment, where no list of processes shows it") {
  ::setenv("EVENTGRID_EMULATOR_PFX_PASSWORD", "secret", 1);
  const Config::Cert cert = parsed({"x", "--pfx"});
  ::unsetenv("EVENTGRID_EMULATOR_PFX_PASSWORD");
  CHECK(cert.pfx_password == "secret");
}

TEST_CASE("a wrong value is refused with a sentence that names its option") {
  struct Row {
    Texts arguments;
    const char* part;
  };
  for (const Row& row : std::vector<Row>{{{"x", "--dns", "a b"}, "--dns: 'a b' is not a host name"},
                                         {{"x", "--dns", "10.0.0.1"}, "--dns"},
                                         {{"x", "--dns", ""}, "--dns"},
                                         {{"x", "--dns", "a..b"}, "--dns"},
                                         {{"x", "--dns", "a.*.b"}, "--dns"},
                                         {{"x", "--dns", "-a.b"}, "--dns"},
                                         {{"x", "--dns", "\xC3\xA4.test"}, "--dns"},
                                         {{"x", "--dns", std::string(64, 'a')}, "--dns"},
                                         {{"x", "--dns", "a,DNS:b"}, "--dns"},
                                         {{"x", "--uri", "no-scheme"}, "--uri: 'no-scheme' is not a URI"},
                                         {{"x", "--uri", "1x:y"}, "--uri"},
                                         {{"x", "--uri", "urn:a b"}, "--uri"},
                                         {{"x", "--uri", "urn:"}, "--uri"},
                                         {{"x", "--ip", "1.2.3"}, "--ip: '1.2.3' is not an IPv4"},
                                         {{"x", "--ip", "host"}, "--ip"},
                                         {{"x", "--ip", "::g"}, "--ip"},
                                         {{"x", "--email", "a"}, "--email: 'a' is not an e-mail"},
                                         {{"x", "--email", "@b.test"}, "--email"},
                                         {{"x", "--email", "a@"}, "--email"},
                                         {{"x", "--email", "a@b@c.test"}, "--email"},
                                         {{"x", "--not-before", "soon"}, "--not-before: 'soon' is no moment"},
                                         {{"x", "--key", "dsa"}, "--key"},
                                         {{"x", "--days", "0"}, "--days"},
                                         {{"x", "--print", "json"}, "--print"},
                                         {{"x", "--issuer-key", "k"}, "--issuer"},
                                         {{"x", "--pfx-password", "k"}, "--pfx"},
                                         {{}, "NAME"},
                                         {{"a/b"}, "NAME"},
                                         {{".a"}, "NAME"},
                                         {{"a\xFF"}, "NAME must be UTF-8"},
                                         {{std::string(65, 'a')}, "NAME"}}) {
    INFO(row.part);
    const std::string refusal = refusal_of(row.arguments);
    INFO(refusal);
    CHECK(refusal.find(row.part) != std::string::npos);
  }
}

}  // namespace
}  // namespace eg::app
