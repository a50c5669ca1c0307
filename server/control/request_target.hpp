// The target of a request, cut and decoded once: path segments and query parameters. Tolerates what clients
// do (arm-contract 2, az-cli-and-sdk-traffic 0): `//`, a trailing slash, `%24filter`. Knows no route.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/control/http_message.hpp"

namespace eg::control {

struct RequestTarget {
  std::string path;                   ///< as sent, before `?`
  std::string query;                  ///< as sent, after `?`
  std::vector<std::string> segments;  ///< decoded, empty ones left out
  /// Decoded; names in lower case. The first of a name counts.
  std::vector<std::pair<std::string, std::string>> parameters;

  /// Nothing when the text is no path in origin form, is badly percent-encoded (arm::percent_decode) or is
  /// not UTF-8.
  static std::optional<RequestTarget> parse(std::string_view target);

  /// `name` in lower case, e.g. `api-version`. Nothing: it was not sent.
  std::optional<std::string_view> parameter(std::string_view name) const;
};

/// Of a target in absolute form, `https://host/path`, the request with the path alone; the authority replaces
/// the Host header (RFC 9112, 3.2.2). Nothing: the target is in origin form already.
std::optional<Request> in_origin_form(const Request& request);

/// `a=1&b=2` of a query or a form; `+` is a blank. Nothing: badly percent-encoded.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text);

}  // namespace eg::control
