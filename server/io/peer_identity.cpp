// Subject and alternative names, digests and validity (broker-behaviour 3.1.6, 3.3, 3.5).
#include "server/io/peer_identity.hpp"

#include <array>
#include <ctime>
#include <string_view>

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "server/io/openssl_pointers.hpp"

namespace eg::io {
namespace {

std::string digest_hex(const X509* certificate, const EVP_MD* algorithm) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned length = 0;
  if (X509_digest(certificate, algorithm, digest.data(), &length) != 1) return {};
  std::string hex;
  hex.reserve(std::size_t{length} * 2);
  for (unsigned index = 0; index < length; ++index) {
    hex += digits[digest[index] >> 4];
    hex += digits[digest[index] & 15];
  }
  return hex;
}

std::string utf8_text(const ASN1_STRING* text) {
  unsigned char* bytes = nullptr;
  const int length = ASN1_STRING_to_UTF8(&bytes, text);
  if (length < 0) return {};
  std::string result(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return result;
}

std::string last_common_name(const X509_NAME* name) {
  int last = -1;
  for (int index = -1; (index = X509_NAME_get_index_by_NID(name, NID_commonName, index)) >= 0;) last = index;
  return last < 0 ? std::string{} : utf8_text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, last)));
}

std::string address_text(const ASN1_OCTET_STRING* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = ASN1_STRING_length(address) == 4 ? AF_INET : AF_INET6;
  if (family == AF_INET6 && ASN1_STRING_length(address) != 16) return {};
  return inet_ntop(family, ASN1_STRING_get0_data(address), text.data(), text.size()) ? text.data() : "";
}

std::int64_t unix_seconds_of(const ASN1_TIME* time) {
  std::tm parts{};
  return ASN1_TIME_to_tm(time, &parts) == 1 ? timegm(&parts) : 0;
}

void read_alternative_names(X509* certificate, authz::PeerCertificate& result) {
  auto* names =
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr));
  if (names == nullptr) return;
  for (int index = 0; index < sk_GENERAL_NAME_num(names); ++index) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names, index);
    switch (name->type) {
      case GEN_DNS: result.dns_names.push_back(utf8_text(name->d.dNSName)); break;
      case GEN_URI: result.uris.push_back(utf8_text(name->d.uniformResourceIdentifier)); break;
      case GEN_IPADD: result.ip_addresses.push_back(address_text(name->d.iPAddress)); break;
      case GEN_EMAIL: result.email_addresses.push_back(utf8_text(name->d.rfc822Name)); break;
      default: break;
    }
  }
  GENERAL_NAMES_free(names);
}

}  // namespace

std::string name_text(const X509_NAME* name) {
  const BioPointer out(BIO_new(BIO_s_mem()));
  // RFC 2253 order and escapes; UTF-8 is left as it is
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* data = nullptr;
  const long length = BIO_get_mem_data(out.get(), &data);
  return std::string(data, static_cast<std::size_t>(length));
}

Validity validity_of(const X509* certificate) {
  return {unix_seconds_of(X509_get0_notBefore(certificate)),
          unix_seconds_of(X509_get0_notAfter(certificate))};
}

std::string thumbprint_sha256(const X509* certificate) {
  return digest_hex(certificate, EVP_sha256());
}

authz::PeerCertificate read_peer_certificate(X509* certificate) {
  authz::PeerCertificate result;
  result.thumbprint_sha256 = thumbprint_sha256(certificate);
  result.thumbprint_sha1 = digest_hex(certificate, EVP_sha1());
  const X509_NAME* subject = X509_get_subject_name(certificate);
  result.subject_common_name = last_common_name(subject);
  result.subject = name_text(subject);
  read_alternative_names(certificate, result);
  const Validity validity = validity_of(certificate);
  result.not_before_unix_seconds = validity.not_before_unix_seconds;
  result.not_after_unix_seconds = validity.not_after_unix_seconds;
  return result;
}

}  // namespace eg::io
