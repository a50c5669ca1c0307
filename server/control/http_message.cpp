#include "server/control/http_message.hpp"

#include <algorithm>

namespace eg::control {
namespace {

char folded(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
  const auto found = std::find_if(headers.begin(), headers.end(), [name](const Header& header) {
    return std::equal(header.first.begin(), header.first.end(), name.begin(), name.end(),
                      [](char left, char right) { return folded(left) == folded(right); });
  });
  return found == headers.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace eg::control
