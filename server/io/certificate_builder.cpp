// X.509 version 3 with the extensions that strict verifiers ask for (RFC 5280, 4.2).
#include "server/io/certificate_builder.hpp"

#include <array>
#include <memory>

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

namespace eg::io {
namespace {

constexpr std::int64_t backdate_seconds = 300;
constexpr std::int64_t seconds_per_day = 86'400;

struct ExtensionRow {
  CertificateRequest::Purpose purpose;
  int identifier;
  const char* value;
};

using Purpose = CertificateRequest::Purpose;
constexpr std::array extensions = {
    ExtensionRow{Purpose::authority, NID_basic_constraints, "critical,CA:TRUE"},
    ExtensionRow{Purpose::authority, NID_key_usage, "critical,keyCertSign,cRLSign,digitalSignature"},
    ExtensionRow{Purpose::server, NID_basic_constraints, "critical,CA:FALSE"},
    ExtensionRow{Purpose::server, NID_key_usage, "critical,digitalSignature,keyEncipherment"},
    ExtensionRow{Purpose::server, NID_ext_key_usage, "serverAuth"},
    ExtensionRow{Purpose::client, NID_basic_constraints, "critical,CA:FALSE"},
    ExtensionRow{Purpose::client, NID_key_usage, "critical,digitalSignature"},
    ExtensionRow{Purpose::client, NID_ext_key_usage, "clientAuth"},
};

bool add_extension(X509* certificate, X509* issuer, int identifier, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, identifier, value);
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

using NamesPointer = std::unique_ptr<GENERAL_NAMES, FreeWith<GENERAL_NAMES_free>>;

/// Built as objects: OpenSSL's text form takes commas in a name for its own.
bool add_name(GENERAL_NAMES* names, int type, const std::string& text) {
  GENERAL_NAME* name = nullptr;
  if (type == GEN_IPADD) {
    ASN1_OCTET_STRING* const address = a2i_IPADDRESS(text.c_str());
    if (address == nullptr) return false;
    name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, GEN_IPADD, address);
  } else {
    ASN1_IA5STRING* const ascii = ASN1_IA5STRING_new();
    ASN1_STRING_set(ascii, text.data(), static_cast<int>(text.size()));
    name = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(name, type, ascii);
  }
  return sk_GENERAL_NAME_push(names, name) > 0;
}

bool add_alternative_names(X509* certificate, const CertificateRequest& request) {
  const NamesPointer names(GENERAL_NAMES_new());
  bool good = true;
  for (const std::string& name : request.names) {
    good = good && add_name(names.get(), is_address(name) ? GEN_IPADD : GEN_DNS, name);
  }
  for (const std::string& uri : request.uris) good = good && add_name(names.get(), GEN_URI, uri);
  for (const std::string& address : request.email_addresses)
    good = good && add_name(names.get(), GEN_EMAIL, address);
  if (!good || sk_GENERAL_NAME_num(names.get()) == 0) return good;
  return X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_APPEND) == 1;
}

bool add_extensions(X509* certificate, X509* issuer, const CertificateRequest& request) {
  for (const ExtensionRow& row : extensions) {
    if (row.purpose == request.purpose && !add_extension(certificate, issuer, row.identifier, row.value)) {
      return false;
    }
  }
  if (!add_alternative_names(certificate, request) ||
      !add_extension(certificate, issuer, NID_subject_key_identifier, "hash"))
    return false;
  // An authority made elsewhere may lack the identifier that would be repeated here.
  return X509_get_ext_by_NID(issuer, NID_subject_key_identifier, -1) < 0 ||
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid:always");
}

bool set_serial_number(X509* certificate) {
  std::array<unsigned char, 8> bytes{};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) return false;
  std::uint64_t number = 1;
  for (const unsigned char byte : bytes) number = (number << 8) | byte;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), number >> 1) == 1;
}

bool set_subject(X509* certificate, const std::string& common_name) {
  return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(common_name.data()),
                                    static_cast<int>(common_name.size()), -1, 0) == 1;
}

template <class Write>
std::string pem_text(Write write) {
  const BioPointer out(BIO_new(BIO_s_mem()));
  if (!out || write(out.get()) != 1) return {};
  char* data = nullptr;
  const long length = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<std::size_t>(length));
}

}  // namespace

Outcome<KeyPointer> make_key(KeyKind kind) {
  KeyPointer key(kind == KeyKind::ecdsa_p256 ? EVP_EC_gen("P-256") : EVP_RSA_gen(2048));
  if (!key) return Failure("A key pair cannot be made: " + take_openssl_error() + ".");
  return key;
}

Outcome<CertificatePointer> make_certificate(const CertificateRequest& request, EVP_PKEY* key,
                                             const Issuer& issuer, std::int64_t now_unix_seconds) {
  CertificatePointer certificate(X509_new());
  X509* const made = certificate.get();
  X509* const signer = issuer.certificate != nullptr ? issuer.certificate : made;
  EVP_PKEY* const signing_key = issuer.certificate != nullptr ? issuer.key : key;
  const std::int64_t begin = request.not_before_unix_seconds.value_or(now_unix_seconds - backdate_seconds);
  const std::int64_t end =
      request.not_before_unix_seconds.value_or(now_unix_seconds) + request.days * seconds_per_day;
  const bool good =
      made != nullptr && X509_set_version(made, X509_VERSION_3) == 1 && set_serial_number(made) &&
      ASN1_TIME_set(X509_getm_notBefore(made), begin) != nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(made), end) != nullptr && set_subject(made, request.common_name) &&
      X509_set_issuer_name(made, X509_get_subject_name(signer)) == 1 && X509_set_pubkey(made, key) == 1 &&
      add_extensions(made, signer, request) && X509_sign(made, signing_key, EVP_sha256()) > 0;
  if (!good) {
    return Failure("A certificate for '" + request.common_name + "' cannot be made: " + take_openssl_error() +
                   ".");
  }
  return certificate;
}

std::string to_pem(X509* certificate) {
  return pem_text([certificate](BIO* out) { return PEM_write_bio_X509(out, certificate); });
}

std::string to_pem(EVP_PKEY* key) {
  return pem_text(
      [key](BIO* out) { return PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr); });
}

CertificatePointer certificate_from_pem(const std::string& text) {
  const BioPointer in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  return CertificatePointer(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
}

std::vector<CertificatePointer> certificates_from_pem(const std::string& text) {
  std::vector<CertificatePointer> certificates;
  const BioPointer in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  while (X509* const read = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr))
    certificates.emplace_back(read);
  ERR_clear_error();  // the end of the text is one
  return certificates;
}

KeyPointer key_from_pem(const std::string& text) {
  const BioPointer in(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  const auto no_password = [](char*, int, int, void*) { return -1; };
  return KeyPointer(PEM_read_bio_PrivateKey(in.get(), nullptr, no_password, nullptr));
}

bool is_address(const std::string& name) {
  std::array<unsigned char, 16> bytes{};
  return inet_pton(AF_INET, name.c_str(), bytes.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), bytes.data()) == 1;
}

}  // namespace eg::io
