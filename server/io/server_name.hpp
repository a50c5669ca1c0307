// The host name a client asks for in its ClientHello (SNI), for every handshake alike. Knows no namespaces.
#pragma once

#include <string_view>

#include <openssl/ssl.h>

namespace eg::io {

/// Makes all connections of the context remember the name. OpenSSL's own SSL_get_servername tells the name of
/// the handshake that a TLS 1.2 session began with, not of the one that resumed it.
void remember_server_names(SSL_CTX* context);

/// Empty: none was sent. Lives as long as the connection.
std::string_view server_name(const SSL* ssl);

}  // namespace eg::io
