#include "server/control/request_target.hpp"

#include <algorithm>

#include "protocol/arm/resource_id.hpp"

namespace eg::control {
namespace {

std::optional<unsigned> hex_value(char digit) {
  if (digit >= '0' && digit <= '9') {
    return static_cast<unsigned>(digit - '0');
  }
  const char folded = static_cast<char>(digit | 0x20);
  if (folded >= 'a' && folded <= 'f') {
    return static_cast<unsigned>(folded - 'a') + 10;
  }
  return std::nullopt;
}

enum class Part { path, form };

std::optional<std::string> decode(std::string_view text, Part part) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t index = 0; index < text.size(); ++index) {
    const char letter = text[index];
    if (letter == '+' && part == Part::form) {
      decoded += ' ';
      continue;
    }
    if (letter != '%') {
      decoded += letter;
      continue;
    }
    const auto high = index + 2 < text.size() ? hex_value(text[index + 1]) : std::nullopt;
    const auto low = index + 2 < text.size() ? hex_value(text[index + 2]) : std::nullopt;
    if (!high || !low) {
      return std::nullopt;
    }
    const char byte = static_cast<char>(*high * 16 + *low);
    if (part == Part::path && (byte == '/' || byte == '\0')) {
      return std::nullopt;
    }
    decoded += byte;
    index += 2;
  }
  return decoded;
}

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
    const auto name = decode(piece.substr(0, equals), Part::form);
    const auto value = decode(piece.substr(std::min(equals + 1, piece.size())), Part::form);
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
    auto segment = decode(piece, Part::path);
    if (segment) {
      parsed.segments.push_back(*std::move(segment));
    }
    return segment.has_value();
  });
  auto parameters = parse_form(parsed.query);
  if (!good || !parameters) {
    return std::nullopt;
  }
  parsed.parameters = *std::move(parameters);
  return parsed;
}

std::optional<std::string_view> RequestTarget::parameter(std::string_view name) const {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [name](const auto& candidate) { return candidate.first == name; });
  return found == parameters.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

}  // namespace eg::control
