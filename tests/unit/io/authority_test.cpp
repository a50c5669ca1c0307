// The emulator's authority: made once, kept, renewed when it must be.
#include "server/io/authority.hpp"

#include <algorithm>

#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/whole_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/store_directory.hpp"

namespace eg::io {
namespace {

constexpr std::int64_t now = 1'800'000'000;
constexpr std::int64_t day = 86'400;

struct Directory : test::StoreDirectory {
  std::string path() const {
    const std::string inside = file("x");
    return inside.substr(0, inside.size() - 2);
  }
  Authority open(std::int64_t time = now, const std::vector<std::string>& hostnames = {}) const {
    auto opened = open_authority({path(), hostnames, time});
    INFO((opened.has_error() ? opened.error().message : std::string{}));
    REQUIRE(opened.has_value());
    return std::move(*opened);
  }
};

TEST_CASE("the first start makes everything, the second nothing") {
  const Directory directory;
  const Authority first = directory.open();
  CHECK(first.made == std::vector<std::string>{"ca.pem", "server-ecdsa.pem", "server-rsa.pem"});
  const Authority second = directory.open(now + day);
  CHECK(second.made.empty());
  CHECK(second.authority.certificate == first.authority.certificate);
  CHECK(second.server_rsa.certificate == first.server_rsa.certificate);
  for (const std::string name : {"ca.key", "server-ecdsa.key", "server-rsa.key"}) {
    struct stat status {};
    REQUIRE(::stat((directory.path() + "/" + name).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
  }
}

TEST_CASE("server certificates name localhost, the namespaces' hosts and every --hostname") {
  const Directory directory;
  const Authority made = directory.open(now, {"Broker.Test", "10.0.0.7", "short"});
  for (const std::string& pem : {made.server_ecdsa.certificate, made.server_rsa.certificate}) {
    const authz::PeerCertificate read = read_peer_certificate(certificate_from_pem(pem).get());
    for (const std::string name :
         {"localhost", "*.ts.eventgrid.localhost", "broker.test", "*.broker.test", "short"}) {
      INFO(name);
      CHECK(std::count(read.dns_names.begin(), read.dns_names.end(), name) == 1);
    }
    CHECK(read.ip_addresses == std::vector<std::string>{"127.0.0.1", "::1", "10.0.0.7"});
  }
}

TEST_CASE("changed names and a near end renew the server certificates under the same authority and keys") {
  const Directory directory;
  const Authority first = directory.open();
  const Authority renamed = directory.open(now, {"broker.test"});
  CHECK(renamed.made == std::vector<std::string>{"server-ecdsa.pem", "server-rsa.pem"});
  CHECK(renamed.authority.certificate == first.authority.certificate);
  CHECK(renamed.server_rsa.key == first.server_rsa.key);
  CHECK(directory.open(now + 790 * day, {"broker.test"}).made.size() == 2);
}

TEST_CASE("an authority that runs out is replaced together with what it signed") {
  const Directory directory;
  const Authority first = directory.open();
  const Authority renewed = directory.open(now + 3649 * day);
  CHECK(renewed.made.size() == 3);
  CHECK(renewed.authority.certificate != first.authority.certificate);
}

TEST_CASE("a key that does not belong to the certificate is a sentence, not a new authority") {
  const Directory directory;
  directory.open();
  const auto other = make_key(KeyKind::ecdsa_p256);
  REQUIRE(write_file(directory.path() + "/ca.key", to_pem(other->get()), 0600).has_value());
  const auto opened = open_authority({directory.path(), {}, now});
  REQUIRE(opened.has_error());
  CHECK(opened.error().message.find("ca.key") != std::string::npos);
}

TEST_CASE("a damaged or missing half of the authority refuses the start and names the file and the cure") {
  struct Case {
    std::string file;
    std::string content;  ///< empty: the file is removed
  };
  for (const Case& each : std::vector<Case>{{"ca.key", "damaged"},
                                            {"ca.pem", "-----BEGIN CERTIFICATE-----\nMII\n"},
                                            {"ca.key", ""},
                                            {"ca.pem", ""}}) {
    const Directory directory;
    const Authority first = directory.open();
    const std::string path = directory.path() + "/" + each.file;
    const std::string other = directory.path() + (each.file == "ca.key" ? "/ca.pem" : "/ca.key");
    if (each.content.empty()) {
      REQUIRE(::unlink(path.c_str()) == 0);
    } else {
      REQUIRE(write_file(path, each.content, 0600).has_value());
    }
    const std::string before = read_file(other).value();
    const auto opened = open_authority({directory.path(), {}, now});
    INFO(each.file << " with '" << each.content << "'");
    REQUIRE(opened.has_error());
    CHECK(opened.error().message.find("'" + path + "'") != std::string::npos);
    CHECK(opened.error().message.find("remove both") != std::string::npos);
    CHECK(read_file(other).value() == before);
  }
}

TEST_CASE("the server certificates verify against ca.pem as strictly as OpenSSL can") {
  const Authority made = open_authority({{}, {}, now}).value();
  const CertificatePointer authority = certificate_from_pem(made.authority.certificate);
  for (const std::string& pem : {made.server_ecdsa.certificate, made.server_rsa.certificate}) {
    const CertificatePointer server = certificate_from_pem(pem);
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, authority.get());
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, server.get(), nullptr);
    X509_STORE_CTX_set_flags(context, X509_V_FLAG_X509_STRICT);
    X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context), now);
    X509_VERIFY_PARAM_set_purpose(X509_STORE_CTX_get0_param(context), X509_PURPOSE_SSL_SERVER);
    CHECK(X509_verify_cert(context) == 1);
    INFO(X509_verify_cert_error_string(X509_STORE_CTX_get_error(context)));
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
  }
}

TEST_CASE("a directory that cannot be written is a sentence") {
  const auto opened = open_authority({"/proc/none", {}, now});
  REQUIRE(opened.has_error());
  CHECK(opened.error().message.find("/proc/none") != std::string::npos);
}

}  // namespace
}  // namespace eg::io
