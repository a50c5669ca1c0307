// One problem and many problems as one error.
#include "protocol/arm/problems.hpp"

#include <utility>

#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("one problem is message, target and detail") {
  Problems problems;
  CHECK(problems.empty());
  problems.add(ErrorCode::location_required, "location", "'location' is required.");
  CHECK_FALSE(problems.empty());
  const Error error = std::move(problems).to_error();
  CHECK(error.code == ErrorCode::location_required);
  CHECK(error.message == "'location' is required.");
  CHECK(error.target == "location");
  REQUIRE(error.details.size() == 1);
  CHECK(error.details[0].target == "location");
}

TEST_CASE("many problems are counted, in order, and bounded") {
  Problems problems;
  for (int index = 0; index < 1'000; ++index) {
    problems.add(ErrorCode::invalid_request, "p" + std::to_string(index), "s");
  }
  const Error error = std::move(problems).to_error();
  CHECK(error.details.size() == Problems::count_max);
  CHECK(error.details[1].target == "p1");
  CHECK(error.target.empty());
  CHECK(error.message.find("100 problems") != std::string::npos);
}

}  // namespace
}  // namespace eg::arm
