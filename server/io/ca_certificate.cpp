// PEM is taken apart by hand: OpenSSL's reader wants line breaks, which portals and JSON files lose.
#include "server/io/ca_certificate.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "server/io/openssl_pointers.hpp"
#include "server/io/peer_identity.hpp"

namespace eg::io {
namespace {

using Read = boost::system::result<control::CaCertificate, arm::Error>;

constexpr std::string_view any_begin = "-----BEGIN ";
constexpr std::string_view begin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view end = "-----END CERTIFICATE-----";

arm::Error problem(std::string sentence) {
  return {arm::ErrorCode::invalid_request, std::move(sentence)};
}

arm::Error not_a_certificate() {
  return problem(
      "This is no X.509 certificate: send its PEM text, or base64 of the PEM text or of the DER form.");
}

bool is_blank(char byte) {
  return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

/// Blanks anywhere do not count. Nothing: no base64.
std::optional<std::string> from_base64(std::string_view text) {
  std::string digits(text);
  std::erase_if(digits, is_blank);
  if (digits.empty() || digits.size() % 4 != 0) return std::nullopt;
  std::string bytes(digits.size() / 4 * 3, '\0');
  const int length =
      EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                      reinterpret_cast<const unsigned char*>(digits.data()), static_cast<int>(digits.size()));
  if (length < 0) return std::nullopt;
  // OpenSSL counts what the padding stands for as bytes.
  const auto padding = static_cast<std::size_t>(std::count(digits.end() - 2, digits.end(), '='));
  bytes.resize(static_cast<std::size_t>(length) - padding);
  return bytes;
}

std::size_t count_of(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + part.size())) ++count;
  return count;
}

boost::system::result<std::string, arm::Error> der_of_pem(std::string_view text) {
  if (text.find("PRIVATE KEY-----") != text.npos) {
    return problem("This holds a private key: send the certificate alone, the key stays with its owner.");
  }
  const std::size_t certificates = count_of(text, begin);
  if (certificates > 1) {
    return problem("This holds " + std::to_string(certificates) +
                   " certificates: send exactly one, the one that signed the clients' certificates.");
  }
  const std::size_t first = text.find(begin);
  const std::size_t last = text.find(end);
  if (first == text.npos || last == text.npos || last < first || count_of(text, any_begin) != 1) {
    return not_a_certificate();
  }
  auto der = from_base64(text.substr(first + begin.size(), last - first - begin.size()));
  if (!der) return not_a_certificate();
  return *std::move(der);
}

boost::system::result<std::string, arm::Error> der_of(std::string_view text) {
  if (text.find(any_begin) != text.npos) return der_of_pem(text);
  auto decoded = from_base64(text);
  if (!decoded) return not_a_certificate();
  if (decoded->find(any_begin) != std::string::npos) return der_of_pem(*decoded);
  return *std::move(decoded);
}

/// Nothing: the time is malformed.
std::optional<std::string> time_text(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  std::array<char, 40> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S+00:00", &parts);
  return std::string(text.data(), length);
}

Read read_der(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const CertificatePointer certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  const auto* behind = reinterpret_cast<const unsigned char*>(der.data() + der.size());
  if (certificate == nullptr || at != behind) return not_a_certificate();
  const auto issued = time_text(X509_get0_notBefore(certificate.get()));
  const auto expires = time_text(X509_get0_notAfter(certificate.get()));
  if (!issued || !expires || X509_get0_pubkey(certificate.get()) == nullptr) return not_a_certificate();
  if (X509_check_ca(certificate.get()) == 0) {
    return problem(
        "This is not the certificate of an authority (CA:TRUE is missing, or its key must not sign "
        "certificates): send the one that signed the clients' certificates.");
  }
  return control::CaCertificate{der, thumbprint_sha256(certificate.get()), *issued, *expires,
                                name_text(X509_get_subject_name(certificate.get()))};
}

}  // namespace

Read read_ca_certificate(std::string_view text) {
  const auto der = der_of(text);
  if (!der) return der.error();
  auto read = read_der(*der);
  // The thread's TLS connections look at the same queue of errors.
  ERR_clear_error();
  return read;
}

}  // namespace eg::io
