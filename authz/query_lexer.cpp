#include "authz/query_lexer.hpp"

#include <array>
#include <charconv>
#include <optional>

namespace eg::authz {

namespace {

/// Longer symbols first. `==` is cut as one so that the parser can say what to write.
constexpr std::array<std::string_view, 13> symbols{"==", "!=", "<>", "<=", ">=", "=", "<",
                                                   ">",  "(",  ")",  "[",  "]",  ","};

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c == '.';
}

class QueryLexer {
 public:
  explicit QueryLexer(std::string_view text) : text_(text) {}

  boost::system::result<std::vector<QueryToken>, SyntaxError> all() {
    std::vector<QueryToken> tokens;
    while (true) {
      while (position_ < text_.size() && is_blank(text_[position_])) ++position_;
      QueryToken token;
      token.column = position_ + 1;
      if (position_ == text_.size()) {
        tokens.push_back(token);
        return tokens;
      }
      if (auto failure = cut(token)) return *failure;
      tokens.push_back(token);
    }
  }

 private:
  std::optional<SyntaxError> cut(QueryToken& token) {
    const char first = text_[position_];
    if (first == '\'' || first == '"') return cut_text(token, first);
    if (is_digit(first) || first == '-') return cut_integer(token);
    if (is_word(first)) {
      token.kind = QueryToken::Kind::word;
      token.spelling = take_while_word(position_);
      return std::nullopt;
    }
    for (const std::string_view symbol : symbols) {
      if (!text_.substr(position_).starts_with(symbol)) continue;
      token.kind = QueryToken::Kind::symbol;
      token.spelling = text_.substr(position_, symbol.size());
      position_ += symbol.size();
      return std::nullopt;
    }
    return SyntaxError(token.column, "This character has no meaning in a query; texts stand in quotes.");
  }

  std::optional<SyntaxError> cut_text(QueryToken& token, char quote) {
    const std::size_t end = text_.find(quote, position_ + 1);
    if (end == std::string_view::npos) {
      return SyntaxError(token.column,
                         std::string("The text that begins here is not closed: end it with ") + quote + ".");
    }
    token.kind = QueryToken::Kind::text;
    token.spelling = text_.substr(position_ + 1, end - position_ - 1);
    position_ = end + 1;
    return std::nullopt;
  }

  std::optional<SyntaxError> cut_integer(QueryToken& token) {
    const std::size_t begin = position_;
    if (text_[begin] == '-' && (begin + 1 == text_.size() || !is_digit(text_[begin + 1]))) {
      return SyntaxError(
          token.column,
          "'-' stands only before the digits of an integer; attribute keys hold letters, digits "
          "and '_'.");
    }
    token.kind = QueryToken::Kind::integer;
    token.spelling = take_while_word(begin + 1);
    const char* const last = token.spelling.data() + token.spelling.size();
    const auto [stop, error] = std::from_chars(token.spelling.data(), last, token.integer);
    if (stop != last) return SyntaxError(token.column, "An integer holds digits only; a text needs quotes.");
    if (error != std::errc()) return SyntaxError(token.column, "This integer does not fit into 64 bits.");
    return std::nullopt;
  }

  std::string_view take_while_word(std::size_t from) {
    const std::size_t begin = position_;
    position_ = from;
    while (position_ < text_.size() && is_word(text_[position_])) ++position_;
    return text_.substr(begin, position_ - begin);
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

}  // namespace

boost::system::result<std::vector<QueryToken>, SyntaxError> query_tokens(std::string_view text) {
  return QueryLexer(text).all();
}

}  // namespace eg::authz
