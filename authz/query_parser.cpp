#include "authz/query_parser.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "authz/case_fold.hpp"
#include "authz/query_lexer.hpp"
#include "authz/quote.hpp"

namespace eg::authz {

namespace {

using Kind = QueryToken::Kind;
using Result = boost::system::result<QueryNode, SyntaxError>;

struct OperatorRow {
  std::string_view spelling;
  QueryNode::Operator comparison;
  bool integers_only;
};
constexpr std::array<OperatorRow, 7> operators{{
    {"=", QueryNode::Operator::equal, false},
    {"!=", QueryNode::Operator::not_equal, false},
    {"<>", QueryNode::Operator::not_equal, false},
    {"<", QueryNode::Operator::less, true},
    {">", QueryNode::Operator::greater, true},
    {"<=", QueryNode::Operator::less_equal, true},
    {">=", QueryNode::Operator::greater_equal, true},
}};

constexpr std::string_view attribute_prefix = "attributes.";
constexpr std::string_view operands_known = "authenticationName or attributes.KEY";

class QueryParser {
 public:
  explicit QueryParser(const std::vector<QueryToken>& tokens) : tokens_(tokens) {}

  Result whole() {
    if (next().kind == Kind::end)
      return fail("A query needs at least one comparison, such as attributes.type = 'a'.");
    auto query = any_of();
    if (query.has_value() && next().kind != Kind::end) {
      return fail("Expected 'and', 'or' or the end of the query.");
    }
    return query;
  }

 private:
  const QueryToken& next() const { return tokens_[position_]; }
  SyntaxError fail(std::string sentence) const { return SyntaxError(next().column, std::move(sentence)); }
  bool is_symbol(std::string_view symbol) const {
    return next().kind == Kind::symbol && next().spelling == symbol;
  }
  bool is_keyword(std::string_view keyword) const {
    return next().kind == Kind::word && equal_ignoring_case(next().spelling, keyword);
  }

  Result any_of() { return series(QueryNode::Kind::any_of, "or", &QueryParser::all_of); }
  Result all_of() { return series(QueryNode::Kind::all_of, "and", &QueryParser::primary); }

  Result series(QueryNode::Kind kind, std::string_view keyword, Result (QueryParser::*part)()) {
    auto first = (this->*part)();
    if (first.has_error() || !is_keyword(keyword)) return first;
    QueryNode node;
    node.kind = kind;
    node.children.push_back(std::move(*first));
    while (is_keyword(keyword)) {
      ++position_;
      auto following = (this->*part)();
      if (following.has_error()) return following;
      node.children.push_back(std::move(*following));
    }
    return node;
  }

  Result primary() {
    if (!is_symbol("(")) return comparison();
    if (++depth_ > query_nesting_max) {
      return fail("Parentheses may be nested at most " + std::to_string(query_nesting_max) + " deep.");
    }
    ++position_;
    auto inner = any_of();
    if (inner.has_error()) return inner;
    if (!is_symbol(")")) return fail("Expected ')'.");
    ++position_;
    --depth_;
    return inner;
  }

  Result comparison() {
    QueryNode node;
    if (auto failure = operand(node)) return *failure;
    if (is_keyword("in")) {
      ++position_;
      node.comparison = QueryNode::Operator::in;
      if (auto failure = set(node)) return *failure;
      return node;
    }
    const auto row = std::find_if(operators.begin(), operators.end(), [this](const OperatorRow& candidate) {
      return is_symbol(candidate.spelling);
    });
    if (row == operators.end()) {
      if (is_symbol("==")) return fail("'==' is not an operator: write '='.");
      return fail("Expected one of the operators =, !=, <>, <, >, <=, >= and IN.");
    }
    ++position_;
    node.comparison = row->comparison;
    if (row->integers_only && next().kind == Kind::text) {
      return fail("The operators <, >, <= and >= compare integers only: write the number without quotes.");
    }
    if (auto failure = literal(node)) return *failure;
    return node;
  }

  std::optional<SyntaxError> operand(QueryNode& node) {
    const std::string expected = "Expected " + std::string(operands_known);
    if (is_keyword("true")) {
      return fail("Only the built-in group $all holds every client: a query needs a comparison.");
    }
    if (is_keyword("not")) return fail("There is no 'not': use the operator '!='.");
    if (next().kind == Kind::text || next().kind == Kind::integer) {
      return fail(expected + ": the value stands to the right of the operator.");
    }
    if (next().kind != Kind::word) return fail(expected + ".");
    const std::string_view word = next().spelling;
    if (word.starts_with(attribute_prefix)) {
      node.attribute_key = word.substr(attribute_prefix.size());
      if (node.attribute_key.empty() || node.attribute_key.find('.') != std::string::npos) {
        return fail("An attribute key is one or more letters, digits and '_'.");
      }
    } else if (word != "authenticationName") {
      return fail(quoted(word) + " is unknown. " + expected + ".");
    }
    ++position_;
    return std::nullopt;
  }

  std::optional<SyntaxError> set(QueryNode& node) {
    if (!is_symbol("[")) return fail("A set stands in square brackets: IN ['a', 'b'].");
    do {
      ++position_;
      if (is_symbol("]")) return fail("A set needs at least one value, and a value after each comma.");
      if (auto failure = literal(node)) return failure;
    } while (is_symbol(","));
    if (!is_symbol("]")) return fail("Expected ',' or ']'.");
    ++position_;
    return std::nullopt;
  }

  std::optional<SyntaxError> literal(QueryNode& node) {
    if (next().kind == Kind::integer) {
      node.literals.emplace_back(next().integer);
    } else if (next().kind == Kind::text) {
      node.literals.emplace_back(std::string(next().spelling));
    } else {
      return fail("Expected an integer or a text in quotes.");
    }
    ++position_;
    return std::nullopt;
  }

  const std::vector<QueryToken>& tokens_;  ///< ends with Kind::end, which is never passed
  std::size_t position_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace

Result parse_query(std::string_view text) {
  const auto tokens = query_tokens(text);
  if (tokens.has_error()) return tokens.error();
  return QueryParser(*tokens).whole();
}

}  // namespace eg::authz
