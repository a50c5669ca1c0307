// A client of a few dozen lines on a non-blocking socket: one deadline for everything it waits for.
#include "server/healthcheck_command.hpp"

#include <array>
#include <cerrno>
#include <memory>
#include <system_error>

#include <netdb.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>

#include "server/io/certificate_builder.hpp"
#include "server/io/file_descriptor.hpp"
#include "server/io/openssl_pointers.hpp"

namespace eg::app {
namespace {

using Clock = std::chrono::steady_clock;
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

/// False: the deadline came first.
bool wait_for(int socket, short events, Clock::time_point deadline) {
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return false;
    pollfd watched{socket, events, 0};
    const int count = ::poll(&watched, 1, static_cast<int>(left));
    if (count > 0) return true;
    if (count < 0 && errno != EINTR) return false;
  }
}

/// 0, or the error of connect(2).
int connect_to(const io::FileDescriptor& socket, const addrinfo& address, Clock::time_point deadline) {
  if (!socket) return errno;
  if (::connect(socket.get(), address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  if (!wait_for(socket.get(), POLLOUT, deadline)) return ETIMEDOUT;
  int error = 0;
  socklen_t length = sizeof error;
  getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
  return error;
}

io::Outcome<io::FileDescriptor> connect_to(const Url& url, Clock::time_point deadline) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(without_brackets(url.host).c_str(), url.port.c_str(), &hints, &found)) {
    return not_ready(url, std::string("the host name cannot be resolved: ") + gai_strerror(error));
  }
  const std::unique_ptr<addrinfo, io::FreeWith<freeaddrinfo>> addresses(found);
  int error = EHOSTUNREACH;
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    io::FileDescriptor socket(
        ::socket(each->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, each->ai_protocol));
    error = connect_to(socket, *each, deadline);
    if (error == 0) return socket;
  }
  if (error == ECONNREFUSED) return not_ready(url, "nothing listens there (connection refused)");
  if (error == ETIMEDOUT) return not_ready(url, "it did not answer in time");
  return not_ready(url, "it cannot be reached: " + std::generic_category().message(error));
}

/// Calls `step` until it succeeds, and waits for what it wants. Its last result, 0 or below at the deadline.
template <class Step>
int drive(SSL* ssl, Clock::time_point deadline, Step step) {
  for (;;) {
    const int result = step();
    if (result > 0) return result;
    const int error = SSL_get_error(ssl, result);
    if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE) return result;
    if (!wait_for(SSL_get_fd(ssl), error == SSL_ERROR_WANT_READ ? POLLIN : POLLOUT, deadline)) return -1;
  }
}

io::Failure no_answer(const Url& url, Clock::time_point deadline) {
  return not_ready(url, Clock::now() >= deadline ? "it did not answer in time" : "it closed the connection");
}

io::Failure no_handshake(const Url& url, const SSL* ssl, Clock::time_point deadline) {
  if (Clock::now() >= deadline) return no_answer(url, deadline);
  const long verdict = SSL_get_verify_result(ssl);
  if (verdict == X509_V_OK) return not_ready(url, "it does not speak TLS");
  return not_ready(url, std::string("its certificate is not trusted (") +
                            X509_verify_cert_error_string(verdict) +
                            "); is --data-dir that of the emulator?");
}

io::Outcome<void> ask(const Url& url, SSL_CTX* context, Clock::time_point deadline) {
  const auto socket = connect_to(url, deadline);
  if (!socket) return socket.error();
  const io::SslPointer ssl(SSL_new(context));
  if (!ssl || SSL_set_fd(ssl.get(), socket->get()) != 1) return not_ready(url, "TLS cannot be set up");
  expect_name(ssl.get(), without_brackets(url.host));
  if (drive(ssl.get(), deadline, [&] { return SSL_connect(ssl.get()); }) <= 0) {
    return no_handshake(url, ssl.get(), deadline);
  }
  const std::string request =
      "GET " + url.path + " HTTP/1.1\r\nHost: " + url.host + ":" + url.port + "\r\nConnection: close\r\n\r\n";
  const auto write = [&] { return SSL_write(ssl.get(), request.data(), static_cast<int>(request.size())); };
  if (drive(ssl.get(), deadline, write) <= 0) return no_answer(url, deadline);
  std::string response;
  std::array<char, 1024> chunk{};
  while (response.find("\r\n") == std::string::npos) {
    const auto read = [&] { return SSL_read(ssl.get(), chunk.data(), static_cast<int>(chunk.size())); };
    const int count = drive(ssl.get(), deadline, read);
    if (count <= 0) return no_answer(url, deadline);
    response.append(chunk.data(), static_cast<std::size_t>(count));
    if (response.size() > 64 * chunk.size()) return not_ready(url, "it does not speak HTTP");
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

io::Outcome<void> check_health(const Config& config, std::chrono::milliseconds time) {
  const auto url =
      parse_health_url(config.health_url.empty() ? default_health_url(config) : config.health_url);
  if (!url) return url.error();
  const auto context = make_context(config);
  if (!context) return context.error();
  return ask(*url, context->get(), Clock::now() + time);
}

}  // namespace eg::app
