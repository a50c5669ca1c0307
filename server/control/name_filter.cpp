// A recursive descent that writes the steps in the order in which they are worked off.
#include "server/control/name_filter.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

#include "protocol/arm/excerpt.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::control {
namespace {

/// Parentheses and `not` within one another: no hostile text exhausts the stack.
constexpr unsigned depth_max = 32;

constexpr bool is_blank(char letter) {
  return letter == ' ' || letter == '\t';
}

}  // namespace

class NameFilterParser {
 public:
  explicit NameFilterParser(std::string_view text) : text_(text) {}

  boost::system::result<NameFilter, arm::Error> parse() {
    skip_blanks();
    if (rest().empty()) {
      return std::move(filter_);
    }
    if (!alternatives(0)) {
      return refusal();
    }
    skip_blanks();
    if (!rest().empty()) {
      expected_ = "'and', 'or' or the end";
      return refusal();
    }
    return std::move(filter_);
  }

 private:
  using Operation = NameFilter::Operation;

  bool alternatives(unsigned depth) {
    if (!conjunction(depth)) {
      return false;
    }
    while (take_word("or")) {
      if (!conjunction(depth)) {
        return false;
      }
      add(Operation::either);
    }
    return true;
  }

  bool conjunction(unsigned depth) {
    if (!operand(depth)) {
      return false;
    }
    while (take_word("and")) {
      if (!operand(depth)) {
        return false;
      }
      add(Operation::both);
    }
    return true;
  }

  bool operand(unsigned depth) {
    if (depth == depth_max) {
      return fail("at most 32 parentheses and 'not' within one another");
    }
    if (take_word("not")) {
      if (!operand(depth + 1)) {
        return false;
      }
      add(Operation::negate);
      return true;
    }
    if (take_sign('(')) {
      return alternatives(depth + 1) && (take_sign(')') || fail("a closing parenthesis"));
    }
    if (take_word("contains")) {
      return take_sign('(') && take_name() && take_sign(',') && take_literal(Operation::contains) &&
             take_sign(')');
    }
    if (!take_name()) {
      return false;
    }
    if (take_word("eq")) {
      return take_literal(Operation::equals);
    }
    return take_word("ne") ? take_literal(Operation::differs) : fail("'eq' or 'ne'");
  }

  bool take_name() {
    return take_word("name") || fail("the property 'name', which is the only one that can be filtered by");
  }

  /// A quote in a literal is doubled.
  bool take_literal(Operation operation) {
    if (!take_sign('\'')) {
      return fail("a text in single quotes");
    }
    std::string literal;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] != '\'') {
        literal += text_[at_];
      } else if (text_.substr(at_).starts_with("''")) {
        literal += text_[at_++];
      } else {
        ++at_;
        add(operation, arm::fold_case(literal));
        return true;
      }
    }
    return fail("a closing single quote");
  }

  /// A word ends where no letter follows: `nameeq` is none.
  bool take_word(std::string_view word) {
    skip_blanks();
    if (arm::fold_case(rest().substr(0, word.size())) != word) {
      return false;
    }
    const std::string_view after = rest().substr(word.size());
    if (!after.empty() && !is_blank(after.front()) && after.find_first_of("(),'") != 0) {
      return false;
    }
    at_ += word.size();
    return true;
  }

  bool take_sign(char sign) {
    skip_blanks();
    if (!rest().starts_with(sign)) {
      return fail(std::string("'") + sign + "'");
    }
    ++at_;
    expected_.clear();
    return true;
  }

  bool fail(std::string expected) {
    expected_ = std::move(expected);
    return false;
  }

  arm::Error refusal() const {
    return {arm::ErrorCode::invalid_parameter,
            "The $filter is not understood: expected " + expected_ + " at column " + std::to_string(at_ + 1) +
                ", before '" + arm::excerpt(rest()) +
                "'. Comparisons such as name eq 'a', name ne 'a' and contains(name, 'a') may be joined by "
                "and, or, not and parentheses.",
            "$filter"};
  }

  void add(Operation operation, std::string literal = {}) {
    filter_.steps_.push_back({operation, std::move(literal)});
  }
  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) {
      ++at_;
    }
  }
  std::string_view rest() const { return text_.substr(at_); }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string expected_;
  NameFilter filter_;
};

boost::system::result<NameFilter, arm::Error> NameFilter::parse(std::string_view text) {
  return NameFilterParser(text).parse();
}

bool NameFilter::matches(std::string_view name) const {
  const std::string folded = arm::fold_case(name);
  std::vector<bool> values;
  const auto take = [&values] {
    const bool value = values.back();
    values.pop_back();
    return value;
  };
  for (const Step& step : steps_) {
    switch (step.operation) {
      case Operation::equals: values.push_back(folded == step.literal); break;
      case Operation::differs: values.push_back(folded != step.literal); break;
      case Operation::contains: values.push_back(folded.find(step.literal) != std::string::npos); break;
      case Operation::negate: values.push_back(!take()); break;
      case Operation::both:
      case Operation::either: {
        const bool right = take();
        const bool left = take();
        values.push_back(step.operation == Operation::both ? left && right : left || right);
        break;
      }
    }
  }
  return values.empty() || values.back();
}

}  // namespace eg::control
