#include "authz/distinguished_name.hpp"

#include "authz/case_fold.hpp"

namespace eg::authz {

namespace {

int hex_digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

/// Up to the next separator that is not escaped; `at` is left behind it. RFC 4514, 2.4: a backslash and two
/// hex digits are a byte, a backslash and anything else is that.
std::string take_value(std::string_view text, std::size_t& at) {
  std::string value;
  while (at < text.size()) {
    const char letter = text[at++];
    if (letter == ',' || letter == '+') break;
    if (letter != '\\' || at == text.size()) {
      value += letter;
      continue;
    }
    const int high = hex_digit(text[at]);
    const int low = at + 1 < text.size() ? hex_digit(text[at + 1]) : -1;
    if (high >= 0 && low >= 0) {
      value += static_cast<char>(high * 16 + low);
      at += 2;
    } else {
      value += text[at++];
    }
  }
  return value;
}

}  // namespace

std::vector<std::string> attribute_values(std::string_view distinguished_name, std::string_view type) {
  std::vector<std::string> values;
  std::size_t at = 0;
  while (at < distinguished_name.size()) {
    const std::size_t equals = distinguished_name.find('=', at);
    if (equals == std::string_view::npos) break;
    const std::string_view found = distinguished_name.substr(at, equals - at);
    at = equals + 1;
    std::string value = take_value(distinguished_name, at);
    if (equal_ignoring_case(found, type)) values.push_back(std::move(value));
  }
  return values;
}

}  // namespace eg::authz
