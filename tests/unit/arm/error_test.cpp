// The catalogue and the body of an ARM error (arm-contract 16).
#include "protocol/arm/error.hpp"

#include <boost/system/result.hpp>

#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("every code has its own row") {
  for (unsigned code = 0; code <= static_cast<unsigned>(ErrorCode::service_unavailable); ++code) {
    const ErrorRow& found = row(static_cast<ErrorCode>(code));
    CHECK(static_cast<unsigned>(found.code) == code);
    CHECK(found.status >= 400);
    CHECK_FALSE(found.name.empty());
  }
}

TEST_CASE("codes and statuses are those of the contract") {
  CHECK(row(ErrorCode::resource_group_not_found).name == "ResourceGroupNotFound");
  CHECK(http_status({ErrorCode::resource_group_not_found, ""}) == 404);
  CHECK(row(ErrorCode::property_change_not_allowed).name == "PropertyChangeNotAllowed");
  CHECK(http_status({ErrorCode::property_change_not_allowed, ""}) == 400);
  CHECK(http_status({ErrorCode::invalid_resource_location, ""}) == 409);
}

TEST_CASE("the body names target and details only when there are any, and escapes") {
  CHECK(to_json({ErrorCode::conflict, "a \"quoted\" name"}) ==
        R"({"error":{"code":"Conflict","message":"a \"quoted\" name"}})");
  Error error(ErrorCode::invalid_request, "outer");
  error.details.emplace_back(ErrorCode::invalid_parameter, "inner", "properties.x");
  CHECK(to_json(error) == R"({"error":{"code":"InvalidRequest","message":"outer","details":[)"
                          R"({"code":"InvalidParameter","message":"inner","target":"properties.x"}]}})");
}

TEST_CASE("taking the value of an error is a bug and says which error it was") {
  const boost::system::result<int, Error> failed = Error(ErrorCode::conflict, "the sentence");
  CHECK_THROWS_WITH(failed.value(), "ARM error taken for a value: the sentence");
}

}  // namespace
}  // namespace eg::arm
