// Limits: a header of 64 KB (so a trailer and a chunk's head), a body of 4 MB (what ARM takes).
#include "server/io/http_message_text.hpp"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/string_body.hpp>

namespace eg::io {
namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t header_bytes_max = 64 * 1024;
constexpr std::uint64_t body_bytes_max = std::uint64_t{4} * 1024 * 1024;

RequestReader::State state_of(boost::system::error_code error) {
  if (error == http::error::header_limit) return RequestReader::State::header_too_large;
  if (error == http::error::body_limit) return RequestReader::State::body_too_large;
  return RequestReader::State::malformed;
}

bool may_have_body(unsigned status) {
  return status >= 200 && status != 204 && status != 304;
}

}  // namespace

struct RequestReader::Parser {
  http::request_parser<http::string_body> of_beast;
  Parser() {
    of_beast.header_limit(header_bytes_max);
    of_beast.body_limit(body_bytes_max);
    of_beast.eager(true);
  }
};

RequestReader::RequestReader() : parser_(std::make_unique<Parser>()) {}
RequestReader::~RequestReader() = default;

void RequestReader::add(std::string_view bytes) {
  bytes_ += bytes;
}

RequestReader::State RequestReader::read() {
  auto& parser = parser_->of_beast;
  while (!parser.is_done()) {
    if (bytes_.empty()) break;
    boost::system::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(bytes_), error);
    bytes_.erase(0, used);
    if (error == http::error::need_more) break;
    if (error) return state_of(error);
    if (used == 0) break;
  }
  // RFC 9112, 3.2: which of the two is meant?
  if (parser.is_header_done() && parser.get().count(http::field::host) > 1) return State::malformed;
  if (parser.is_done()) return State::complete;
  // Of a body everything is taken at once: what stays is a header, a chunk's head or a trailer without its
  // end.
  if (bytes_.size() > header_bytes_max) return State::header_too_large;
  if (parser.is_header_done() && !continue_sent_ &&
      boost::beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    continue_sent_ = true;
    return State::wants_continue;
  }
  return State::wants_more;
}

RequestReader::Taken RequestReader::take() {
  Taken taken;
  taken.keep_alive = parser_->of_beast.keep_alive();
  taken.more_was_sent = !bytes_.empty();
  auto message = parser_->of_beast.release();
  taken.is_http_1_1 = message.version() == 11;
  taken.request.method = std::string(message.method_string());
  taken.request.target = std::string(message.target());
  for (const auto& field : message) {
    taken.request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  taken.request.body = std::move(message.body());
  parser_ = std::make_unique<Parser>();
  continue_sent_ = false;
  return taken;
}

std::string to_text(const control::Response& response, const ResponseOptions& options) {
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
  text += std::string(http::obsolete_reason(http::int_to_status(response.status)));
  text += "\r\n";
  for (const auto& [name, value] : response.headers)
    text.append(name).append(": ").append(value).append("\r\n");
  if (may_have_body(response.status))
    text += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
  if (response.status == 101) return text += "Connection: Upgrade\r\n\r\n";
  text += options.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n";
  if (may_have_body(response.status) && !options.without_body) text += response.body;
  return text;
}

}  // namespace eg::io
