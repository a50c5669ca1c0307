// The error queue belongs to the thread: read it before the next call to OpenSSL.
#include "server/io/openssl_pointers.hpp"

#include <array>

#include <openssl/err.h>

namespace eg::io {

CertificatePointer certificate_from_der(const std::string& der) {
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  return CertificatePointer(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

std::string take_openssl_error() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "unknown error";
  if (const char* reason = ERR_reason_error_string(code)) return reason;
  std::array<char, 160> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

}  // namespace eg::io
