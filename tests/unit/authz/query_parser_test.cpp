#include "authz/query_parser.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace eg::authz;
using Kind = QueryNode::Kind;
using Operator = QueryNode::Operator;

TEST_CASE("and binds closer than or, parentheses closer still") {
  const auto query =
      parse_query("attributes.a = 1 OR attributes.b = 2 And (attributes.c = 3 or attributes.d IN [4, 'x'])");
  REQUIRE(query.has_value());
  REQUIRE(query->kind == Kind::any_of);
  REQUIRE(query->children.size() == 2);
  CHECK(query->children[0].attribute_key == "a");
  const QueryNode& both = query->children[1];
  REQUIRE(both.kind == Kind::all_of);
  REQUIRE(both.children.size() == 2);
  CHECK(both.children[0].attribute_key == "b");
  REQUIRE(both.children[1].kind == Kind::any_of);
  const QueryNode& set = both.children[1].children.at(1);
  CHECK(set.comparison == Operator::in);
  CHECK(set.literals == std::vector<QueryLiteral>{std::int64_t{4}, std::string("x")});
}

TEST_CASE("operators of a comparison") {
  const std::pair<const char*, Operator> rows[] = {
      {"=", Operator::equal},         {"!=", Operator::not_equal}, {"<>", Operator::not_equal},
      {"<", Operator::less},          {">", Operator::greater},    {"<=", Operator::less_equal},
      {">=", Operator::greater_equal}};
  for (const auto& [spelling, comparison] : rows) {
    INFO(spelling);
    const auto query = parse_query(std::string("authenticationName") + spelling + "5");
    REQUIRE(query.has_value());
    CHECK(query->attribute_key.empty());
    CHECK(query->comparison == comparison);
    CHECK(query->literals == std::vector<QueryLiteral>{std::int64_t{5}});
  }
}

TEST_CASE("a wrong query is refused at its column with what to write") {
  struct Row {
    const char* text;
    std::size_t column;
    const char* part_of_message;
  };
  const Row rows[] = {
      {"", 1, "at least one comparison"},
      {"   ", 4, "at least one comparison"},
      {"true", 1, "$all"},
      {"attributes.a == 'x'", 14, "write '='"},
      {"attributes.a LIKE 'x%'", 14, "Expected one of the operators"},
      {"not attributes.a = 1", 1, "'!='"},
      {"attributes.a IN ('x')", 17, "square brackets"},
      {"attributes.a IN []", 18, "at least one value"},
      {"attributes.a IN ['x',]", 22, "after each comma"},
      {"attributes.a IN ['x' 'y']", 22, "Expected ',' or ']'"},
      {"attributes.a IN ['x'", 21, "Expected ',' or ']'"},
      {"(attributes.a = 'x'", 20, "Expected ')'"},
      {"attributes.a = 'x')", 19, "Expected 'and'"},
      {"attributes.a = 'x' attributes.b = 'y'", 20, "Expected 'and'"},
      {"attributes.a = 'x' and", 23, "Expected authenticationName or attributes.KEY"},
      {"state = 'Enabled'", 1, "'state' is unknown"},
      {"AuthenticationName = 'x'", 1, "is unknown"},
      {"Attributes.a = 'x'", 1, "is unknown"},
      {"attributes. = 'x'", 1, "attribute key"},
      {"attributes.a.b = 'x'", 1, "attribute key"},
      {"attributes.a < 'm'", 16, "integers only"},
      {"attributes.a >= \"5\"", 17, "integers only"},
      {"attributes.a =", 15, "Expected an integer or a text"},
      {"attributes.a = b", 16, "Expected an integer or a text"},
      {"'x' = attributes.a", 1, "right of the operator"},
      {"()", 2, "Expected authenticationName"},
      {"and", 1, "is unknown"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const auto query = parse_query(row.text);
    REQUIRE(query.has_error());
    CHECK(query.error().column == row.column);
    CHECK(query.error().message.find(row.part_of_message) != std::string::npos);
  }
}

TEST_CASE("nesting is limited, so that a hostile query cannot exhaust the stack") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "attributes.a = 1" + std::string(depth, ')');
  };
  CHECK(parse_query(nested(query_nesting_max)).has_value());
  CHECK(parse_query(nested(query_nesting_max + 1)).error().message.find("nested") != std::string::npos);
  CHECK(parse_query(std::string(1'000'000, '(')).has_error());
  // Side by side is not nested.
  std::string wide = "(attributes.a = 1)";
  for (int i = 0; i < 1000; ++i) wide += " or (attributes.a = 1)";
  CHECK(parse_query(wide).has_value());
}
