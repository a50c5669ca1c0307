// Names of clients and resources compare without case (broker-behaviour 3.1.7). Only ASCII letters are
// folded; all other bytes compare as they are. Topics never pass through here: they compare with case.
#pragma once

#include <string>
#include <string_view>

namespace eg::authz {

constexpr char fold_case(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

std::string fold_case(std::string_view text);
bool equal_ignoring_case(std::string_view left, std::string_view right);

}  // namespace eg::authz
