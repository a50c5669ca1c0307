// `cert`: what it writes, chains that verify, bodies that the management API takes, and that a refusal leaves
// nothing.
#include "server/cert_command.hpp"

#include <filesystem>

#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/io/ca_certificate.hpp"
#include "server/io/certificate_builder.hpp"
#include "server/io/peer_identity.hpp"
#include "server/io/whole_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/control_harness.hpp"
#include "tests/support/store_directory.hpp"

namespace eg::app {
namespace {

constexpr std::int64_t now = 1'700'000'000;
constexpr std::int64_t day = 86'400;

struct Folder : test::StoreDirectory {
  std::string path() const { return file("keys"); }
  Config::Cert options(const std::string& name, const std::string& issuer = {}) const {
    Config::Cert cert;
    cert.name = name;
    cert.out = path();
    cert.issuer = issuer;
    return cert;
  }
  Config::Cert authority(const std::string& name, const std::string& issuer = {}) const {
    Config::Cert cert = options(name, issuer);
    cert.authority = true;
    return cert;
  }
  std::size_t file_count() const {
    std::error_code none;
    std::size_t count = 0;
    for (auto at = std::filesystem::directory_iterator(path(), none); at != std::filesystem::end(at); ++at)
      ++count;
    return count;
  }
};

MadeCertificate make(const Config::Cert& options, std::int64_t moment = now) {
  auto made = make_user_certificate(options, moment);
  INFO((made.has_error() ? made.error().message : std::string{}));
  REQUIRE(made.has_value());
  return std::move(*made);
}

std::string refusal_of(const Config::Cert& options, std::int64_t moment = now) {
  const auto made = make_user_certificate(options, moment);
  return made.has_error() ? made.error().message : std::string{};
}

std::vector<io::CertificatePointer> certificates_in(const std::string& file) {
  return io::certificates_from_pem(io::read_file(file).value());
}

unsigned mode_of(const std::string& file) {
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

/// Empty: the file's first certificate verifies up to `trusted` with the others of its file, as a TLS server
/// sees it of a client, and as strictly as OpenSSL can.
std::string why_not_verified(const std::string& file, const std::string& trusted_file,
                             std::int64_t moment = now) {
  const auto sent = certificates_in(file);
  const auto trusted = certificates_in(trusted_file);
  X509_STORE* store = X509_STORE_new();
  X509_STORE_add_cert(store, trusted.at(0).get());
  STACK_OF(X509)* others = sk_X509_new_null();
  for (std::size_t index = 1; index < sent.size(); ++index) sk_X509_push(others, sent[index].get());
  X509_STORE_CTX* context = X509_STORE_CTX_new();
  X509_STORE_CTX_init(context, store, sent.at(0).get(), others);
  X509_STORE_CTX_set_flags(context, X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM* const parameters = X509_STORE_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_time(parameters, moment);
  if (X509_check_ca(sent.at(0).get()) == 0)
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_CLIENT);
  std::string why;
  if (X509_verify_cert(context) != 1) {
    why = X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
  }
  X509_STORE_CTX_free(context);
  sk_X509_free(others);
  X509_STORE_free(store);
  return why;
}

TEST_CASE("cert writes a key of mode 0600 and a certificate whose thumbprint it returns") {
  const Folder folder;
  const MadeCertificate made = make(folder.options("client1"));
  CHECK(made.certificate_file == folder.path() + "/client1.cer.pem");
  const auto certificates = certificates_in(made.certificate_file);
  REQUIRE(certificates.size() == 1);
  X509* const certificate = certificates[0].get();
  CHECK(io::thumbprint_sha256(certificate) == made.thumbprint);
  CHECK(made.thumbprint.size() == 64);
  CHECK(made.thumbprint.find_first_not_of("0123456789ABCDEF") == std::string::npos);
  const authz::PeerCertificate read = io::read_peer_certificate(certificate);
  CHECK(read.subject == "CN=client1");
  CHECK(read.not_before_unix_seconds == now - 300);
  CHECK(read.not_after_unix_seconds == now + 365 * day);
  CHECK(X509_check_ca(certificate) == 0);
  CHECK(mode_of(made.key_file) == 0600);
  CHECK(mode_of(made.certificate_file) == 0644);
  CHECK((made.pfx_file.empty() && made.warning.empty()));
}

TEST_CASE("cert --ca makes an authority as RFC 5280 wants it") {
  const Folder folder;
  const auto certificates = certificates_in(make(folder.authority("root")).certificate_file);
  X509* const root = certificates.at(0).get();
  CHECK(X509_check_ca(root) == 1);
  CHECK((X509_get_extension_flags(root) & EXFLAG_CRITICAL) == 0);
  CHECK(X509_get_key_usage(root) == (KU_KEY_CERT_SIGN | KU_CRL_SIGN | KU_DIGITAL_SIGNATURE));
  CHECK(X509_get_pathlen(root) == -1);
  REQUIRE(X509_get0_subject_key_id(root) != nullptr);
  REQUIRE(X509_get0_authority_key_id(root) != nullptr);
  CHECK(ASN1_OCTET_STRING_cmp(X509_get0_subject_key_id(root), X509_get0_authority_key_id(root)) == 0);
  CHECK(io::read_peer_certificate(root).not_after_unix_seconds == now + 3650 * day);
}

TEST_CASE("a certificate's file is what a client sends: itself and what is above, without the root") {
  for (const std::string key : {"ec", "rsa"}) {
    const Folder folder;
    Config::Cert root = folder.authority("root");
    root.key = key;
    const MadeCertificate made_root = make(root);
    const MadeCertificate upper = make(folder.authority("upper", "root"));
    Config::Cert lower_options = folder.authority("lower", folder.path() + "/upper.cer.pem");
    lower_options.key = key;
    const MadeCertificate lower = make(lower_options);
    const MadeCertificate leaf = make(folder.options("leaf", "lower"));
    const MadeCertificate direct = make(folder.options("direct", "root"));
    const auto chain = certificates_in(leaf.certificate_file);
    REQUIRE(chain.size() == 3);
    CHECK(io::thumbprint_sha256(chain[0].get()) == leaf.thumbprint);
    CHECK(io::thumbprint_sha256(chain[1].get()) == lower.thumbprint);
    CHECK(io::thumbprint_sha256(chain[2].get()) == upper.thumbprint);
    CHECK(certificates_in(direct.certificate_file).size() == 1);
    CHECK(EVP_PKEY_get_base_id(X509_get0_pubkey(chain[1].get())) ==
          (key == "ec" ? EVP_PKEY_EC : EVP_PKEY_RSA));
    for (const MadeCertificate* each : {&upper, &lower, &leaf, &direct}) {
      INFO(each->certificate_file);
      CHECK(why_not_verified(each->certificate_file, made_root.certificate_file).empty());
    }
    CHECK_FALSE(
        why_not_verified(leaf.certificate_file, make(folder.authority("other")).certificate_file).empty());
  }
}

TEST_CASE("an authority's file may hold the whole chain in any order, and its key") {
  const Folder folder;
  const MadeCertificate root = make(folder.authority("root"));
  const MadeCertificate middle = make(folder.authority("middle", "root"));
  const std::string bundle = folder.file("bundle.pem");
  REQUIRE(io::write_file(bundle,
                         io::read_file(root.certificate_file).value() +
                             io::read_file(middle.key_file).value() + "text between\n" +
                             io::read_file(middle.certificate_file).value(),
                         0600)
              .has_value());
  const MadeCertificate leaf = make(folder.options("leaf", bundle));
  CHECK(certificates_in(leaf.certificate_file).size() == 2);
  CHECK(why_not_verified(leaf.certificate_file, root.certificate_file).empty());
  const std::string elsewhere = folder.file("secret");
  REQUIRE(::rename(root.key_file.c_str(), elsewhere.c_str()) == 0);
  Config::Cert options = folder.options("leaf2", "root");
  options.issuer_key = elsewhere;
  CHECK(why_not_verified(make(options).certificate_file, root.certificate_file).empty());
}

TEST_CASE("alternative names are written as they were given, commas too") {
  const Folder folder;
  Config::Cert options = folder.options("device");
  options.dns_names = {"a.test", "*.b.test"};
  options.uris = {"urn:x:a,DNS:evil.test"};
  options.ip_addresses = {"10.0.0.7", "2001:DB8::1"};
  options.email_addresses = {"a,b@c.test"};
  const auto certificates = certificates_in(make(options).certificate_file);
  const authz::PeerCertificate read = io::read_peer_certificate(certificates.at(0).get());
  CHECK(read.dns_names == options.dns_names);
  CHECK(read.uris == options.uris);
  CHECK(read.ip_addresses == std::vector<std::string>{"10.0.0.7", "2001:db8::1"});
  CHECK(read.email_addresses == options.email_addresses);
}

TEST_CASE("cert --not-before makes certificates that have expired or are not valid yet") {
  const Folder folder;
  Config::Cert expired = folder.options("expired");
  expired.not_before = "-30d";
  expired.days = 10;
  Config::Cert later = folder.options("later");
  later.not_before = "+1h";
  const auto read = [](const MadeCertificate& made) {
    return io::read_peer_certificate(certificates_in(made.certificate_file).at(0).get());
  };
  CHECK(read(make(expired)).not_before_unix_seconds == now - 30 * day);
  CHECK(read(make(later)).not_before_unix_seconds == now + 3'600);
  CHECK(io::read_peer_certificate(certificates_in(folder.path() + "/expired.cer.pem").at(0).get())
            .not_after_unix_seconds == now - 20 * day);
}

TEST_CASE(
    "below a valid authority a certificate may have any time, below an expired one only one of its own") {
  const Folder folder;
  make(folder.authority("root"));
  Config::Cert leaf = folder.options("old", "root");
  leaf.not_before = "-400d";
  CHECK(make(leaf).warning.empty());
  Config::Cert expired = folder.authority("expired");
  expired.not_before = "-30d";
  expired.days = 10;
  make(expired);
  CHECK(refusal_of(folder.options("leaf", "expired")).find("has expired") != std::string::npos);
  leaf = folder.options("leaf", "expired");
  leaf.not_before = "-31d";
  CHECK(refusal_of(leaf).find("has expired") != std::string::npos);
  leaf.not_before = "-25d";
  CHECK(make(leaf).warning.empty());  // it ends with its issuer
  leaf = folder.options("longer", "expired");
  leaf.not_before = "-25d";
  leaf.days = 30;
  CHECK(make(leaf).warning.find("issuer's validity ends before") != std::string::npos);
  Config::Cert later = folder.authority("later");
  later.not_before = "+1d";
  make(later);
  leaf = folder.options("leaf2", "later");
  CHECK(refusal_of(leaf).find("is not valid yet") != std::string::npos);
  leaf.not_before = "+2d";
  make(leaf);
}

TEST_CASE("an issuer that must not or cannot sign is a sentence, and nothing is written") {
  const Folder folder;
  const MadeCertificate root = make(folder.authority("root"));
  const MadeCertificate client = make(folder.options("client"));
  const MadeCertificate other = make(folder.authority("other"));
  REQUIRE(::rename(other.key_file.c_str(), folder.file("moved").c_str()) == 0);
  const std::string no_pem = folder.file("no.pem");
  REQUIRE(io::write_file(no_pem, "nothing", 0600).has_value());
  const std::size_t before = folder.file_count();
  struct Row {
    std::string issuer, issuer_key;
    const char* part;
  };
  for (const Row& row :
       std::vector<Row>{{"nobody", "", "There is no authority 'nobody'"},
                        {"client", "", "not the certificate of an authority"},
                        {"other", "", "other.key.pem' cannot be read; name it with --issuer-key"},
                        {"root", client.key_file, "does not belong to the certificate"},
                        {"root", no_pem, "holds no private key"},
                        {"root", folder.file("absent"), "cannot be read"},
                        {no_pem, "", "holds no certificate"}}) {
    Config::Cert options = folder.options("new", row.issuer);
    options.issuer_key = row.issuer_key;
    const std::string refusal = refusal_of(options);
    INFO(refusal);
    CHECK(refusal.find(row.part) != std::string::npos);
  }
  CHECK(folder.file_count() == before);
}

TEST_CASE("cert overwrites nothing") {
  const Folder folder;
  Config::Cert options = folder.options("client1");
  options.pfx = true;
  const MadeCertificate made = make(options);
  for (const std::string& file : {made.key_file, made.certificate_file, made.pfx_file}) {
    const std::string kept = io::read_file(file).value();
    const std::string refusal = refusal_of(options);
    INFO(refusal);
    CHECK(refusal.find("'" + file + "' exists already") != std::string::npos);
    CHECK(io::read_file(file).value() == kept);
    REQUIRE(::unlink(file.c_str()) == 0);  // the others alone are enough
  }
}

TEST_CASE("cert that cannot write one of its files leaves none") {
  const Folder folder;
  Config::Cert options = folder.options("client1");
  options.pfx = true;
  std::filesystem::create_directories(folder.path() + "/client1.pfx.new/in_the_way");
  CHECK(refusal_of(options).find("client1.pfx' cannot be written") != std::string::npos);
  CHECK(folder.file_count() == 1);
  CHECK(refusal_of({"x", "/proc/none", 1, false}).find("/proc/none") != std::string::npos);
}

struct PfxContent {
  std::string thumbprint;
  int above = 0;
  bool key_fits = false;
};

/// Nothing: another password, or no PFX.
std::optional<PfxContent> read_pfx(const std::string& file, const char* password) {
  const std::string der = io::read_file(file).value();
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  PKCS12* const bag = d2i_PKCS12(nullptr, &at, static_cast<long>(der.size()));
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  STACK_OF(X509)* above = nullptr;
  const int parsed = PKCS12_parse(bag, password, &key, &certificate, &above);
  PKCS12_free(bag);
  if (parsed != 1) return std::nullopt;
  PfxContent content{io::thumbprint_sha256(certificate), above == nullptr ? 0 : sk_X509_num(above),
                     X509_check_private_key(certificate, key) == 1};
  sk_X509_pop_free(above, X509_free);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return content;
}

TEST_CASE("cert --pfx holds key, certificate and chain under its password") {
  const Folder folder;
  make(folder.authority("root"));
  make(folder.authority("middle", "root"));
  Config::Cert options = folder.options("leaf", "middle");
  options.pfx = true;
  options.pfx_password = "pass word";
  const MadeCertificate made = make(options);
  CHECK(mode_of(made.pfx_file) == 0600);
  CHECK_FALSE(read_pfx(made.pfx_file, "other"));
  const auto content = read_pfx(made.pfx_file, "pass word");
  REQUIRE(content);
  CHECK(content->thumbprint == made.thumbprint);
  CHECK(content->above == 1);
  CHECK(content->key_fits);
  options = folder.options("open");
  options.pfx = true;
  CHECK(read_pfx(make(options).pfx_file, ""));
}

TEST_CASE("the printed body is accepted unchanged by the management API and means what was made") {
  const Folder folder;
  control::Settings settings = test::control_settings();
  settings.read_ca_certificate = io::read_ca_certificate;
  test::ControlHarness harness(settings);
  const auto put = [&](const std::string& request, const std::string& body) {
    const control::Response response = harness.send(request, body).response;
    INFO(body << " -> " << response.body);
    CHECK((response.status == 200 || response.status == 201));
    return response.body;
  };
  put("PUT $NS", R"({"location":"eastus","properties":{"topicSpacesConfiguration":{"state":"Enabled"}}})");
  const auto has = [](const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
  };

  const MadeCertificate root = make(folder.authority("root"));
  put("PUT $NS/caCertificates/root", root.body);
  make(folder.authority("upper", "root"));
  const MadeCertificate lower = make(folder.authority("lower", "upper"));  // its file holds two certificates
  put("PUT $NS/caCertificates/lower", lower.body);

  const MadeCertificate alone = make(folder.options("alone \xC3\xA4 \"1\""));
  const std::string client = put("PUT $NS/clients/alone", alone.body);
  CHECK(has(client, R"("validationScheme":"ThumbprintMatch")"));
  CHECK(has(client, alone.thumbprint));
  CHECK(has(client, "\"authenticationName\":\"alone \xC3\xA4 \\\"1\\\"\""));

  Config::Cert leaf = folder.options("leaf", "lower");
  const std::string by_subject = put("PUT $NS/clients/by-subject", make(leaf).body);
  CHECK(has(by_subject, R"("validationScheme":"SubjectMatchesAuthenticationName")"));
  CHECK(has(by_subject, R"("authenticationName":"leaf")"));
  struct Row {
    std::vector<std::string> Config::Cert::*names;
    const char* value;
    const char* scheme;
  };
  for (const Row& row : {Row{&Config::Cert::email_addresses, "a@b.test", "EmailMatchesAuthenticationName"},
                         {&Config::Cert::ip_addresses, "10.0.0.7", "IpMatchesAuthenticationName"},
                         {&Config::Cert::uris, "urn:device:1", "UriMatchesAuthenticationName"},
                         {&Config::Cert::dns_names, "device1.test", "DnsMatchesAuthenticationName"}}) {
    leaf.name = row.scheme;
    leaf.*row.names = {row.value, row.value};
    const std::string shown = put(std::string("PUT $NS/clients/") + row.scheme, make(leaf).body);
    CHECK(has(shown, std::string("\"validationScheme\":\"") + row.scheme));
    CHECK(has(shown, std::string("\"authenticationName\":\"") + row.value));
  }
}

}  // namespace
}  // namespace eg::app
