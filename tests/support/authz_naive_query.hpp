// Client group queries read and judged in one go, straight from the text (broker-behaviour 6.8): a second
// opinion for random cases. Shares nothing with authz but the model's values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "authz/model.hpp"

namespace eg::authz_test {

class NaiveQuery {
 public:
  NaiveQuery(std::string text, const authz::Client& client) : text_(std::move(text)), client_(client) {}

  /// Is the client in the group? Nothing: the text is no query.
  std::optional<bool> answer() {
    const bool holds = query();
    blanks();
    if (wrong_ || at_ != text_.size()) return std::nullopt;
    return holds;
  }

 private:
  struct Literal {
    bool is_integer = false;
    std::int64_t integer = 0;
    std::string text;
  };

  static bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  void blanks() {
    while (at_ < text_.size() && std::string(" \t\r\n").find(text_[at_]) != std::string::npos) ++at_;
  }
  /// Takes a sign.
  bool take(const std::string& sign) {
    blanks();
    if (text_.compare(at_, sign.size(), sign) != 0) return false;
    at_ += sign.size();
    return true;
  }
  /// Takes a word in any case, which must end there.
  bool take_word(const std::string& word) {
    blanks();
    for (std::size_t i = 0; i < word.size(); ++i) {
      if ((peek(i) | 0x20) != word[i]) return false;
    }
    if (is_letter_or_digit(peek(word.size())) || peek(word.size()) == '.') return false;
    at_ += word.size();
    return true;
  }

  bool query() {
    bool holds = conjunction();
    while (!wrong_ && take_word("or")) holds = conjunction() || holds;
    return holds;
  }
  bool conjunction() {
    bool holds = primary();
    while (!wrong_ && take_word("and")) holds = primary() && holds;
    return holds;
  }
  bool primary() {
    if (!take("(")) return comparison();
    if (++depth_ > 64) wrong_ = true;
    const bool holds = !wrong_ && query();
    --depth_;
    if (!take(")")) wrong_ = true;
    return holds;
  }

  /// The operand's value; nothing: missing.
  std::optional<authz::AttributeValue> operand() {
    blanks();
    std::string word;
    while (is_letter_or_digit(peek()) || peek() == '.') word += text_[at_++];
    if (word == "authenticationName") return client_.authentication_name;
    const std::string prefix = "attributes.";
    if (!word.starts_with(prefix) || word.size() == prefix.size() ||
        word.find('.', prefix.size()) != std::string::npos) {
      wrong_ = true;
      return std::nullopt;
    }
    const auto found = client_.attributes.find(word.substr(prefix.size()));
    if (found == client_.attributes.end()) return std::nullopt;
    return found->second;
  }

  Literal literal() {
    blanks();
    Literal read;
    const char quote = peek();
    if (quote == '\'' || quote == '"') {
      const std::size_t end = text_.find(quote, at_ + 1);
      if (end == std::string::npos) {
        wrong_ = true;
        return read;
      }
      read.text = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      return read;
    }
    read.is_integer = true;
    std::string digits;
    if (peek() == '-') digits += text_[at_++];
    while (is_letter_or_digit(peek()) || peek() == '.') digits += text_[at_++];
    read.integer = integer(digits);
    return read;
  }
  std::int64_t integer(const std::string& digits) {
    const bool is_negative = digits.starts_with('-');
    __int128 value = 0;
    for (std::size_t i = is_negative ? 1 : 0; i < digits.size(); ++i) {
      if (digits[i] < '0' || digits[i] > '9' || value > INT64_MAX) wrong_ = true;
      if (wrong_) return 0;
      value = value * 10 + (digits[i] - '0');
    }
    if (is_negative) value = -value;
    if (digits.size() <= (is_negative ? 1U : 0U) || value > INT64_MAX || value < INT64_MIN) wrong_ = true;
    return wrong_ ? 0 : static_cast<std::int64_t>(value);
  }

  static bool equals(const authz::AttributeValue& value, const Literal& literal) {
    if (value.index() == 0) return literal.is_integer && std::get<0>(value) == literal.integer;
    if (value.index() == 1 || literal.is_integer) return false;
    if (value.index() == 2) return std::get<2>(value) == literal.text;
    for (const std::string& element : std::get<3>(value)) {
      if (element == literal.text) return true;
    }
    return false;
  }

  bool comparison() {
    const std::optional<authz::AttributeValue> value = operand();
    if (wrong_) return false;
    const bool is_comparable = value && value->index() != 1;  // no literal can match a boolean
    if (take_word("in")) {
      bool holds = false;
      if (!take("[")) wrong_ = true;
      do {
        if (wrong_) return false;
        const Literal element = literal();
        holds = holds || (is_comparable && equals(*value, element));
      } while (take(","));
      if (!take("]")) wrong_ = true;
      return holds;
    }
    for (const std::string sign : {"!=", "<>", "<=", ">=", "=", "<", ">"}) {
      if (!take(sign)) continue;
      const Literal right = literal();
      if (sign == "=") return is_comparable && equals(*value, right);
      if (sign == "!=" || sign == "<>") return is_comparable && !equals(*value, right);
      if (!right.is_integer) wrong_ = true;
      if (wrong_ || !value || value->index() != 0) return false;
      const std::int64_t left = std::get<0>(*value);
      if (sign == "<") return left < right.integer;
      if (sign == ">") return left > right.integer;
      return sign == "<=" ? left <= right.integer : left >= right.integer;
    }
    wrong_ = true;
    return false;
  }

  std::string text_;
  const authz::Client& client_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool wrong_ = false;
};

}  // namespace eg::authz_test
