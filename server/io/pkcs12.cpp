// OpenSSL's defaults are the strong ones since version 3; they are said, so that no other build differs.
#include "server/io/pkcs12.hpp"

#include <openssl/pkcs12.h>

namespace eg::io {
namespace {

using BagPointer = std::unique_ptr<PKCS12, FreeWith<PKCS12_free>>;

struct FreeStack {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }
};

}  // namespace

Outcome<std::string> make_pkcs12(const Pkcs12Content& content, const std::string& friendly_name,
                                 const std::string& password) {
  const std::unique_ptr<STACK_OF(X509), FreeStack> chain(sk_X509_new_null());
  for (X509* const certificate : content.chain) sk_X509_push(chain.get(), certificate);
  const BagPointer bag(PKCS12_create(password.c_str(), friendly_name.c_str(), content.key,
                                     content.certificate, chain.get(), NID_aes_256_cbc, NID_aes_256_cbc, 0, 0,
                                     0));
  unsigned char* bytes = nullptr;
  const int length = bag == nullptr ? -1 : i2d_PKCS12(bag.get(), &bytes);
  if (length < 0) return Failure("The PFX file cannot be made: " + take_openssl_error() + ".");
  Outcome<std::string> der(boost::system::in_place_value, reinterpret_cast<char*>(bytes),
                           static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return der;
}

}  // namespace eg::io
