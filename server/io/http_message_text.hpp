// HTTP/1.1 between text and plain values: requests out of a byte stream (Beast's parser), responses into one.
// Knows no socket and no TLS.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "server/control/http_message.hpp"

namespace eg::io {

/// Reads one request after the other from bytes as they come.
class RequestReader {
 public:
  RequestReader();
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  void add(std::string_view bytes);

  enum class State : std::uint8_t {
    wants_more,
    wants_continue,  ///< send `100 Continue`, once per request, then read on
    complete,        ///< take() it
    malformed,       ///< answer 400 and close
    header_too_large,
    body_too_large,
  };
  State read();
  /// The request that is complete; the next one begins.
  struct Taken {
    control::Request request;
    bool keep_alive = false;
    bool is_http_1_1 = false;
    bool more_was_sent = false;  ///< the next request, or what should have waited for an answer
  };
  Taken take();

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::string bytes_;
  bool continue_sent_ = false;
};

struct ResponseOptions {
  bool keep_alive = false;
  bool without_body = false;  ///< HEAD: the header is that of a GET
};
std::string to_text(const control::Response& response, const ResponseOptions& options);

}  // namespace eg::io
