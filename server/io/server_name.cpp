// The name is read from the bytes of the extension, before OpenSSL looks for the session.
#include "server/io/server_name.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <string>

namespace eg::io {
namespace {

constexpr std::size_t name_bytes_max = 255;  // of a host name, as OpenSSL has it
constexpr unsigned char host_name_type = 0;  // RFC 6066, 3: the only one there is
constexpr std::size_t header_bytes = 5;      // length of the list, type, length of the name

void free_name(void*, void* name, CRYPTO_EX_DATA*, int, long, void*) {
  delete static_cast<std::string*>(name);
}

int place() {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, free_name);
  return index;
}

/// Of the first entry of the list; empty when it is not well formed, which OpenSSL refuses afterwards.
std::string_view first_name(std::span<const unsigned char> extension) {
  if (extension.size() <= header_bytes || extension[2] != host_name_type) return {};
  const std::size_t length = static_cast<std::size_t>(extension[3]) << 8U | extension[4];
  if (length > name_bytes_max || length > extension.size() - header_bytes) return {};
  return {reinterpret_cast<const char*>(extension.data()) + header_bytes, length};
}

int read_client_hello(SSL* ssl, int*, void*) {
  const unsigned char* data = nullptr;
  std::size_t size = 0;
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &data, &size) != 1)
    return SSL_CLIENT_HELLO_SUCCESS;
  auto name = std::make_unique<std::string>(first_name({data, size}));
  auto* const before = static_cast<std::string*>(SSL_get_ex_data(ssl, place()));  // of a first ClientHello
  if (SSL_set_ex_data(ssl, place(), name.get()) != 1) return SSL_CLIENT_HELLO_ERROR;
  delete before;
  name.release();
  return SSL_CLIENT_HELLO_SUCCESS;
}

}  // namespace

void remember_server_names(SSL_CTX* context) {
  SSL_CTX_set_client_hello_cb(context, read_client_hello, nullptr);
}

std::string_view server_name(const SSL* ssl) {
  const auto* name = static_cast<const std::string*>(SSL_get_ex_data(ssl, place()));
  return name == nullptr ? std::string_view{} : *name;
}

}  // namespace eg::io
