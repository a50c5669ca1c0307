#include "authz/query_lexer.hpp"

#include <string>

#include "tests/support/catch.hpp"

using namespace eg::authz;
using Kind = QueryToken::Kind;

TEST_CASE("a query is cut into words, integers, texts and symbols") {
  // Given one token of every kind, with and without blanks
  const auto tokens = query_tokens("attributes.a_1<=-9223372036854775808 \t\r\n\"it's\"!='' (x)[7,8]<>");
  // Then kinds, spellings and columns are these
  struct Row {
    Kind kind;
    std::size_t column;
    const char* spelling;
  };
  const Row rows[] = {{Kind::word, 1, "attributes.a_1"},
                      {Kind::symbol, 15, "<="},
                      {Kind::integer, 17, "-9223372036854775808"},
                      {Kind::text, 41, "it's"},
                      {Kind::symbol, 47, "!="},
                      {Kind::text, 49, ""},
                      {Kind::symbol, 52, "("},
                      {Kind::word, 53, "x"},
                      {Kind::symbol, 54, ")"},
                      {Kind::symbol, 55, "["},
                      {Kind::integer, 56, "7"},
                      {Kind::symbol, 57, ","},
                      {Kind::integer, 58, "8"},
                      {Kind::symbol, 59, "]"},
                      {Kind::symbol, 60, "<>"},
                      {Kind::end, 62, ""}};
  REQUIRE(tokens.has_value());
  REQUIRE(tokens->size() == std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    INFO(i);
    CHECK((*tokens)[i].kind == rows[i].kind);
    CHECK((*tokens)[i].column == rows[i].column);
    CHECK((*tokens)[i].spelling == rows[i].spelling);
  }
  CHECK((*tokens)[2].integer == std::numeric_limits<std::int64_t>::min());
}

TEST_CASE("what has no meaning in a query is refused at its column") {
  struct Row {
    const char* text;
    std::size_t column;
    const char* part_of_message;
  };
  const Row rows[] = {{"a = 'x", 5, "not closed"},
                      {"a = \"x'", 5, "not closed"},
                      {"a = 9223372036854775808", 5, "64 bits"},
                      {"a = -9223372036854775809", 5, "64 bits"},
                      {"a = 12ab", 5, "digits only"},
                      {"a = 1.5", 5, "digits only"},
                      {"attributes.my-key", 14, "attribute keys"},
                      {"a = - 1", 5, "digits"},
                      {"a & b", 3, "no meaning"},
                      {"a = \xC3\xA4", 5, "quotes"},
                      {"!a", 1, "no meaning"}};
  for (const Row& row : rows) {
    INFO(row.text);
    const auto tokens = query_tokens(row.text);
    REQUIRE(tokens.has_error());
    CHECK(tokens.error().column == row.column);
    CHECK(tokens.error().message.find(row.part_of_message) != std::string::npos);
  }
}
