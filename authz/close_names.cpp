#include "authz/close_names.hpp"

#include <algorithm>
#include <vector>

#include "authz/case_fold.hpp"
#include "authz/quote.hpp"

namespace eg::authz {

namespace {

/// Case folded, without the characters that people drop or exchange.
std::string squeezed(std::string_view name) {
  std::string result;
  for (const char letter : name) {
    if (std::string_view(" \t\r\n-_.").find(letter) == std::string_view::npos) result += fold_case(letter);
  }
  return result;
}

/// True when one inserted, removed or exchanged character makes the two equal.
bool is_one_edit_apart(std::string_view left, std::string_view right) {
  if (left.size() > right.size()) std::swap(left, right);
  if (right.size() - left.size() > 1) return false;
  const auto [a, b] = std::mismatch(left.begin(), left.end(), right.begin());
  return std::equal(left.size() == right.size() ? a + 1 : a, left.end(), b + 1, right.end());
}

}  // namespace

std::string describe_close_names(const Policy& policy, std::string_view tried) {
  const std::string wanted = squeezed(tried);
  std::vector<std::string> close;
  const Client* same_resource_name = nullptr;
  policy.principals().for_each([&](const std::string&, const PrincipalPointer& principal) {
    const Client& client = principal->client;
    if (equal_ignoring_case(client.name, tried)) same_resource_name = &client;
    const std::string candidate = squeezed(client.authentication_name);
    // Two short names that differ in one character are simply two names.
    if (candidate == wanted || (wanted.size() >= 4 && is_one_edit_apart(candidate, wanted))) {
      close.push_back(client.authentication_name);
    }
  });
  if (same_resource_name != nullptr) {
    return "user name " + quoted(tried) + " is the name of a client resource; its authentication name is " +
           quoted(same_resource_name->authentication_name);
  }
  if (close.empty()) return {};
  std::sort(close.begin(), close.end());
  std::string sentence = "similar authentication names exist: ";
  for (std::size_t i = 0; i < close.size() && i < close_names_max; ++i) {
    sentence += (i == 0 ? "" : ", ") + quoted(close[i]);
  }
  if (close.size() > close_names_max) sentence += " and others";
  return sentence;
}

}  // namespace eg::authz
