// Owning pointers to OpenSSL's objects, and the text of its last error.
#pragma once

#include <memory>
#include <string>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace eg::io {

template <auto Free>
struct FreeWith {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

using KeyPointer = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using CertificatePointer = std::unique_ptr<X509, FreeWith<X509_free>>;
inline void free_stack_and_certificates(STACK_OF(X509) * stack) {
  sk_X509_pop_free(stack, X509_free);
}
using CertificateStackPointer = std::unique_ptr<STACK_OF(X509), FreeWith<free_stack_and_certificates>>;
using ContextPointer = std::unique_ptr<SSL_CTX, FreeWith<SSL_CTX_free>>;
using SslPointer = std::unique_ptr<SSL, FreeWith<SSL_free>>;
using BioPointer = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

/// nullptr: not a certificate.
CertificatePointer certificate_from_der(const std::string& der);

/// Text of the oldest error of this thread's queue, which is emptied; "unknown error" if there is none.
std::string take_openssl_error();

}  // namespace eg::io
