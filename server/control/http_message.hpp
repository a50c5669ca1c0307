// An HTTP request and response as plain values: what the shell's HTTP link hands in and writes out.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace eg::control {

using Header = std::pair<std::string, std::string>;

struct Request {
  std::string method;  ///< upper case
  std::string target;  ///< path and query as sent
  std::vector<Header> headers;
  std::string body;

  /// First header of that name, case ignored; empty if there is none.
  std::string_view header(std::string_view name) const;
};

struct Response {
  unsigned status = 200;
  std::vector<Header> headers;  ///< without Content-Length and Connection: those are the link's
  std::string body;
};

}  // namespace eg::control
