#include "authz/principal.hpp"

namespace eg::authz {

namespace {

/// Generations share what did not change, so that the pointers usually decide.
template <typename Shared>
bool same_content(const Shared& left, const Shared& right) {
  return left == right || *left == *right;
}

}  // namespace

bool operator==(const Grant& left, const Grant& right) {
  return same_content(left.source, right.source) && same_content(left.expansion, right.expansion);
}

bool operator==(const UnusableTemplate& left, const UnusableTemplate& right) {
  return same_content(left.source, right.source);
}

}  // namespace eg::authz
