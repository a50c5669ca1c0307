#include "server/control/odata_filter.hpp"

#include <algorithm>

#include "protocol/arm/resource_id.hpp"

namespace eg::control {
namespace {

void skip_blanks(std::string_view& text) {
  while (!text.empty() && text.front() == ' ') {
    text.remove_prefix(1);
  }
}

std::string take_word(std::string_view& text) {
  skip_blanks(text);
  const std::size_t end = std::min(text.find_first_of(" '"), text.size());
  std::string word = arm::fold_case(text.substr(0, end));
  text.remove_prefix(end);
  return word;
}

/// A literal in single quotes; a quote in it is doubled.
std::optional<std::string> take_literal(std::string_view& text) {
  skip_blanks(text);
  if (!text.starts_with('\'')) {
    return std::nullopt;
  }
  text.remove_prefix(1);
  std::string literal;
  while (!text.empty()) {
    if (text.starts_with("''")) {
      literal += '\'';
      text.remove_prefix(2);
    } else if (text.front() == '\'') {
      text.remove_prefix(1);
      return literal;
    } else {
      literal += text.front();
      text.remove_prefix(1);
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<Comparison>> parse_comparisons(std::string_view text) {
  std::vector<Comparison> comparisons;
  skip_blanks(text);
  while (!text.empty()) {
    const std::string member = take_word(text);
    const bool equals = take_word(text) == "eq";
    auto literal = take_literal(text);
    if (member.empty() || !equals || !literal) {
      return std::nullopt;
    }
    comparisons.push_back({member, *std::move(literal)});
    skip_blanks(text);
    if (text.empty()) {
      break;
    }
    if (take_word(text) != "and" || text.empty()) {
      return std::nullopt;
    }
    skip_blanks(text);
    if (text.empty()) {
      return std::nullopt;
    }
  }
  return comparisons;
}

}  // namespace eg::control
