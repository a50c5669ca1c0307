#include "authz/query_node.hpp"

#include "tests/support/catch.hpp"

using namespace eg::authz;
using Operator = QueryNode::Operator;

namespace {

QueryNode comparison(std::string key, Operator comparison, std::vector<QueryLiteral> literals) {
  QueryNode node;
  node.attribute_key = std::move(key);
  node.comparison = comparison;
  node.literals = std::move(literals);
  return node;
}

const Attributes attributes{{"text", std::string("x")},
                            {"number", std::int64_t{7}},
                            {"large", std::int64_t{9007199254740993}},
                            {"flag", true},
                            {"array", std::vector<std::string>{"x", "y"}},
                            {"none", std::vector<std::string>{}}};

}  // namespace

TEST_CASE("comparisons by attribute type") {
  // broker-behaviour 6.8
  const QueryLiteral x = std::string("x");
  const QueryLiteral z = std::string("z");
  const QueryLiteral seven = std::int64_t{7};
  const QueryLiteral eight = std::int64_t{8};
  struct Row {
    const char* key;
    Operator comparison;
    std::vector<QueryLiteral> literals;
    bool holds;
  };
  const Row rows[] = {
      {"text", Operator::equal, {x}, true},
      {"text", Operator::equal, {std::string("X")}, false},
      {"text", Operator::not_equal, {z}, true},
      {"text", Operator::equal, {seven}, false},
      {"text", Operator::not_equal, {seven}, true},
      {"text", Operator::less, {seven}, false},
      {"text", Operator::in, {z, x}, true},
      {"text", Operator::in, {z, seven}, false},
      {"number", Operator::equal, {seven}, true},
      {"number", Operator::equal, {std::string("7")}, false},
      {"number", Operator::not_equal, {std::string("7")}, true},
      {"number", Operator::in, {eight, seven}, true},
      {"number", Operator::less, {eight}, true},
      {"number", Operator::less, {seven}, false},
      {"number", Operator::less_equal, {seven}, true},
      {"number", Operator::greater, {seven}, false},
      {"number", Operator::greater_equal, {seven}, true},
      {"number", Operator::greater_equal, {eight}, false},
      {"large",
       Operator::greater,
       {std::int64_t{9007199254740992}},
       true},  // a double could not tell them apart
      {"array", Operator::equal, {x}, true},
      {"array", Operator::equal, {z}, false},
      {"array", Operator::not_equal, {x}, false},
      {"array", Operator::not_equal, {z}, true},
      {"array", Operator::in, {z, x}, true},
      {"array", Operator::equal, {seven}, false},
      {"array", Operator::less, {seven}, false},
      {"none", Operator::equal, {x}, false},
      {"none", Operator::not_equal, {x}, true},
      {"flag", Operator::equal, {std::string("true")}, false},
      {"flag", Operator::equal, {std::int64_t{1}}, false},
      {"flag", Operator::not_equal, {x}, false},
      {"missing", Operator::equal, {x}, false},
      {"missing", Operator::not_equal, {x}, false},
      {"missing", Operator::less, {seven}, false},
      {"", Operator::equal, {std::string("client")}, true},
      {"", Operator::equal, {std::string("Client")}, false},
      {"", Operator::not_equal, {x}, true},
      {"", Operator::greater, {seven}, false},
  };
  for (const Row& row : rows) {
    INFO(row.key << " operator " << static_cast<int>(row.comparison) << " expected " << row.holds);
    CHECK(holds(comparison(row.key, row.comparison, row.literals), "client", attributes) == row.holds);
  }
}

TEST_CASE("all_of and any_of combine their children") {
  const QueryNode yes = comparison("number", Operator::equal, {std::int64_t{7}});
  const QueryNode no = comparison("number", Operator::equal, {std::int64_t{8}});
  QueryNode node;
  node.children = {yes, no, yes};
  node.kind = QueryNode::Kind::all_of;
  CHECK_FALSE(holds(node, "client", attributes));
  node.kind = QueryNode::Kind::any_of;
  CHECK(holds(node, "client", attributes));
}
