// cert, env, the health URL and the ready line: what users and scripts read.
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include "server/cert_command.hpp"
#include "server/env_command.hpp"
#include "server/healthcheck_command.hpp"
#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/whole_file.hpp"
#include "server/ready_line.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"

namespace eg::app {
namespace {

constexpr std::int64_t now = 1'700'000'000;

TEST_CASE("cert writes a key of mode 0600 and a certificate whose thumbprint it returns") {
  const test::StoreDirectory directory;
  const auto made = make_user_certificate({"client1", directory.file("keys"), 10, false}, now);
  REQUIRE(made.has_value());
  CHECK(made->certificate_file == directory.file("keys") + "/client1.cer.pem");
  const auto certificate = io::certificate_from_pem(io::read_file(made->certificate_file).value());
  REQUIRE(certificate);
  CHECK(io::thumbprint_sha256(certificate.get()) == made->thumbprint);
  CHECK(made->thumbprint.size() == 64);
  CHECK(made->thumbprint.find_first_not_of("0123456789ABCDEF") == std::string::npos);
  CHECK(io::read_peer_certificate(certificate.get()).subject == "CN=client1");
  CHECK(X509_check_ca(certificate.get()) == 0);
  struct stat status {};
  REQUIRE(::stat(made->key_file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("cert --ca makes an authority") {
  const test::StoreDirectory directory;
  const auto made = make_user_certificate({"root", directory.file("keys"), 10, true}, now);
  REQUIRE(made.has_value());
  const auto certificate = io::certificate_from_pem(io::read_file(made->certificate_file).value());
  CHECK(X509_check_ca(certificate.get()) == 1);
}

TEST_CASE("cert into a folder that cannot be made is a sentence") {
  const auto made = make_user_certificate({"x", "/proc/none", 1, false}, now);
  REQUIRE(made.has_error());
  CHECK(made.error().message.find("/proc/none") != std::string::npos);
}

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

TEST_CASE("env --undo takes back exactly what env sets") {
  Config config;
  const std::string text = env_text(config, "/");
  config.env.undo = true;
  const std::string undo = env_text(config, "/");
  std::size_t exports = 0;
  for (std::size_t at = 0; (at = text.find("export ", at)) != std::string::npos; ++exports) {
    at += 7;
    CHECK(undo.find("unset " + text.substr(at, text.find('=', at) - at) + "\n") != std::string::npos);
  }
  CHECK(exports > 10);
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
