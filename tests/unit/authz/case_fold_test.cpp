#include "authz/case_fold.hpp"

#include "tests/support/catch.hpp"

using eg::authz::equal_ignoring_case;
using eg::authz::fold_case;

TEST_CASE("case folding changes ASCII letters only") {
  CHECK(fold_case("Client1-AuthnID_Z@[`{") == "client1-authnid_z@[`{");
  CHECK(fold_case("\xC3\x84") == "\xC3\x84");  // a capital letter with umlaut keeps its bytes
}

TEST_CASE("names are compared without case") {
  struct Row {
    const char *left, *right;
    bool equal;
  };
  const Row rows[] = {{"", "", true},     {"a", "A", true},  {"abc", "ABD", false}, {"a", "ab", false},
                      {"ab", "a", false}, {"[", "{", false}, {"@", "`", false}};
  for (const Row& row : rows) {
    INFO(row.left << " " << row.right);
    CHECK(equal_ignoring_case(row.left, row.right) == row.equal);
  }
}
