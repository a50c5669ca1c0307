#include "authz/case_fold.hpp"

#include <algorithm>

namespace eg::authz {

std::string fold_case(std::string_view text) {
  std::string folded(text);
  for (char& letter : folded) letter = fold_case(letter);
  return folded;
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char a, char b) { return fold_case(a) == fold_case(b); });
}

}  // namespace eg::authz
