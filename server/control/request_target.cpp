#include "server/control/request_target.hpp"

#include <algorithm>

#include "protocol/arm/percent_encoding.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::control {
namespace {

/// Calls `take` with each piece between separators; stops when it answers false.
template <class Take>
bool for_each_piece(std::string_view text, char separator, Take take) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0 && !take(text.substr(0, end))) {
      return false;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> parameters;
  const bool good = for_each_piece(text, '&', [&](std::string_view piece) {
    const std::size_t equals = std::min(piece.find('='), piece.size());
    const auto name = arm::percent_decode(piece.substr(0, equals), arm::Encoding::form);
    const auto value =
        arm::percent_decode(piece.substr(std::min(equals + 1, piece.size())), arm::Encoding::form);
    if (!name || !value) {
      return false;
    }
    parameters.emplace_back(arm::fold_case(*name), *value);
    return true;
  });
  return good ? std::optional(std::move(parameters)) : std::nullopt;
}

std::optional<RequestTarget> RequestTarget::parse(std::string_view target) {
  RequestTarget parsed;
  const std::size_t mark = std::min(target.find('?'), target.size());
  parsed.path = target.substr(0, mark);
  parsed.query = target.substr(std::min(mark + 1, target.size()));
  if (parsed.path.empty() || parsed.path.front() != '/') {
    return std::nullopt;
  }
  const bool good = for_each_piece(parsed.path, '/', [&](std::string_view piece) {
    auto segment = arm::percent_decode(piece, arm::Encoding::path_segment);
    if (!segment) {
      return false;
    }
    parsed.segments.push_back(*std::move(segment));
    return true;
  });
  auto parameters = parse_form(parsed.query);
  if (!good || !parameters) {
    return std::nullopt;
  }
  parsed.parameters = *std::move(parameters);
  return parsed;
}

std::optional<Request> in_origin_form(const Request& request) {
  const std::size_t scheme_end = request.target.find("://");
  const std::string scheme = arm::fold_case(std::string_view(request.target).substr(0, scheme_end));
  if (scheme_end == std::string::npos || (scheme != "https" && scheme != "http")) {
    return std::nullopt;
  }
  const std::size_t authority_begin = scheme_end + 3;
  const std::size_t authority_end =
      std::min(request.target.find_first_of("/?", authority_begin), request.target.size());
  Request plain = request;
  std::erase_if(plain.headers, [](const Header& header) { return arm::fold_case(header.first) == "host"; });
  plain.headers.emplace_back("Host", request.target.substr(authority_begin, authority_end - authority_begin));
  plain.target.erase(0, authority_end);
  if (!plain.target.starts_with('/')) {
    plain.target.insert(0, "/");
  }
  return plain;
}

std::optional<std::string_view> RequestTarget::parameter(std::string_view name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [name](const auto& candidate) { return candidate.first == name; });
  return found == parameters.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

}  // namespace eg::control
