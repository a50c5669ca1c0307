// A blocking client of a dozen lines on OpenSSL's own BIOs.
#include "server/healthcheck_command.hpp"

#include <array>

#include <openssl/x509v3.h>
#include <unistd.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::app {
namespace {

constexpr unsigned seconds_max = 5;
constexpr std::string_view scheme = "https://";

io::Failure not_ready(const Url& url, const std::string& why) {
  return io::Failure("https://" + url.host + ":" + url.port + url.path + " is not ready: " + why + ".");
}

io::Outcome<io::ContextPointer> make_context(const Config& config) {
  io::ContextPointer context(SSL_CTX_new(TLS_client_method()));
  const std::string ca_file = config.ca_file();
  if (!context) return io::Failure("TLS cannot be set up: " + io::take_openssl_error() + ".");
  if (ca_file.empty()) return context;
  if (SSL_CTX_load_verify_locations(context.get(), ca_file.c_str(), nullptr) != 1) {
    return io::Failure("'" + ca_file + "' cannot be read: is --data-dir that of the emulator?");
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  return context;
}

std::string without_brackets(const std::string& host) {
  return host.starts_with('[') && host.ends_with(']') ? host.substr(1, host.size() - 2) : host;
}

void expect_name(SSL* ssl, const std::string& host) {
  if (io::is_address(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set1_host(ssl, host.c_str());
    SSL_set_tlsext_host_name(ssl, host.c_str());
  }
}

io::Outcome<void> ask(const Url& url, SSL_CTX* context) {
  const io::BioPointer connection(BIO_new_ssl_connect(context));
  SSL* ssl = nullptr;
  BIO_get_ssl(connection.get(), &ssl);
  if (ssl == nullptr) return not_ready(url, io::take_openssl_error());
  expect_name(ssl, without_brackets(url.host));
  BIO_set_conn_hostname(connection.get(), (url.host + ":" + url.port).c_str());
  if (BIO_do_connect(connection.get()) != 1) return not_ready(url, io::take_openssl_error());
  const std::string request =
      "GET " + url.path + " HTTP/1.1\r\nHost: " + url.host + ":" + url.port + "\r\nConnection: close\r\n\r\n";
  if (BIO_write(connection.get(), request.data(), static_cast<int>(request.size())) <= 0) {
    return not_ready(url, io::take_openssl_error());
  }
  std::string response;
  std::array<char, 1024> chunk{};
  while (response.find("\r\n") == std::string::npos) {
    const int count = BIO_read(connection.get(), chunk.data(), static_cast<int>(chunk.size()));
    if (count <= 0) return not_ready(url, "it did not answer");
    response.append(chunk.data(), static_cast<std::size_t>(count));
  }
  const std::string status_line = response.substr(0, response.find("\r\n"));
  if (!status_line.starts_with("HTTP/1.1 200")) return not_ready(url, "it answered '" + status_line + "'");
  return {};
}

}  // namespace

io::Outcome<Url> parse_health_url(const std::string& text) {
  const io::Failure bad("'" + text + "' is no URL of the form https://HOST:PORT/emulator/health.");
  if (!text.starts_with(scheme)) return bad;
  const std::size_t start = scheme.size();
  const std::size_t slash = text.find('/', start);
  std::string authority = text.substr(start, slash == std::string::npos ? slash : slash - start);
  Url url;
  url.path = slash == std::string::npos ? "/emulator/health" : text.substr(slash);
  const std::size_t colon = authority.rfind(':');
  const std::size_t bracket = authority.rfind(']');
  const bool has_port = colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  url.port = has_port ? authority.substr(colon + 1) : "443";
  url.host = has_port ? authority.substr(0, colon) : authority;
  if (url.host.empty() || url.port.empty() || url.port.find_first_not_of("0123456789") != std::string::npos) {
    return bad;
  }
  return url;
}

std::string default_health_url(const Config& config) {
  std::string host = config.bind;
  if (host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  if (host.find(':') != std::string::npos) host = "[" + host + "]";
  return std::string(scheme) + host + ":" + std::to_string(config.https_port) + "/emulator/health";
}

io::Outcome<void> check_health(const Config& config) {
  const auto url =
      parse_health_url(config.health_url.empty() ? default_health_url(config) : config.health_url);
  if (!url) return url.error();
  const auto context = make_context(config);
  if (!context) return context.error();
  // The default action of SIGALRM ends the process with a failure: no answer in time.
  ::alarm(seconds_max);
  const auto result = ask(*url, context->get());
  ::alarm(0);
  return result;
}

}  // namespace eg::app
