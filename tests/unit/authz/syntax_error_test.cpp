#include "authz/syntax_error.hpp"

#include <stdexcept>

#include <boost/system/result.hpp>

#include "tests/support/catch.hpp"

using eg::authz::SyntaxError;

TEST_CASE("taking the value of a failed parse throws and names the mistake") {
  const boost::system::result<int, SyntaxError> failed = SyntaxError(7, "Expected ')'.");
  CHECK_THROWS_AS(failed.value(), std::logic_error);
  try {
    static_cast<void>(failed.value());
  } catch (const std::logic_error& error) {
    CHECK(std::string(error.what()).find("column 7: Expected ')'.") == 0);
  }
}
