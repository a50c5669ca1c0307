// Version sets and the three errors of the api-version parameter (arm-contract 1 and 16).
#include "protocol/arm/api_version.hpp"
#include "tests/support/catch.hpp"

namespace eg::arm {
namespace {

TEST_CASE("every version is found by its name in any case") {
  REQUIRE(api_versions().size() == api_version_count);
  for (const ApiVersionRow& row : api_versions()) {
    INFO(row.name);
    CHECK(parse_api_version(row.name, "namespaces").value() == row.version);
    CHECK(name(row.version) == row.name);
    CHECK(is_well_formed_api_version(row.name));
  }
  CHECK(parse_api_version("2023-06-01-PREVIEW", "namespaces").value() == ApiVersion::v2023_06_01_preview);
}

TEST_CASE("a wrong version parameter is refused with the versions that are served") {
  struct Case {
    const char* text;
    ErrorCode code;
  };
  const Case cases[] = {{"", ErrorCode::missing_api_version_parameter},
                        {"latest", ErrorCode::invalid_api_version_parameter},
                        {"2025-02-15-", ErrorCode::invalid_api_version_parameter},
                        {"2025-02-15-1", ErrorCode::invalid_api_version_parameter},
                        {"2025_02_15", ErrorCode::invalid_api_version_parameter},
                        {"2022-06-15", ErrorCode::invalid_resource_type},
                        {"2017-06-15-PREVIEW", ErrorCode::invalid_resource_type},
                        {"2022-06-16", ErrorCode::no_registered_provider_found},
                        {"2025-02-15-preview", ErrorCode::no_registered_provider_found}};
  for (const Case& one : cases) {
    INFO(one.text);
    const auto outcome = parse_api_version(one.text, "namespaces/clients");
    REQUIRE(outcome.has_error());
    CHECK(outcome.error().code == one.code);
    if (one.code == ErrorCode::missing_api_version_parameter) continue;
    CHECK(outcome.error().message.find("2023-06-01-preview, 2023-12-15-preview") != std::string::npos);
  }
  for (const char* text : {"2022-06-15", "2022-06-16"}) {
    const auto unknown = parse_api_version(text, "namespaces/clients");
    CHECK(unknown.error().message.find("'namespaces/clients'") != std::string::npos);
  }
}

TEST_CASE("version sets hold what they say") {
  using V = ApiVersion;
  CHECK(contains(since(V::v2024_06_01_preview), V::v2024_06_01_preview));
  CHECK(contains(since(V::v2024_06_01_preview), V::v2025_07_15_preview));
  CHECK_FALSE(contains(since(V::v2024_06_01_preview), V::v2023_12_15_preview));
  CHECK(contains(before(V::v2023_12_15_preview), V::v2023_06_01_preview));
  CHECK_FALSE(contains(before(V::v2023_12_15_preview), V::v2023_12_15_preview));
  CHECK_FALSE(contains(without(all_versions, V::v2025_02_15), V::v2025_02_15));
  CHECK(contains(without(all_versions, V::v2025_02_15), V::v2025_04_01_preview));
}

}  // namespace
}  // namespace eg::arm
