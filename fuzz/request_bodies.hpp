// What is done with one fuzz input: the first byte chooses a resource kind, the second api-version and
// operation, the rest is a body that is read and checked. Shared by the libFuzzer target and the test that
// replays the corpus; aborts on a broken rule.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "fuzz/require.hpp"
#include "protocol/arm/check.hpp"
#include "protocol/arm/json.hpp"
#include "protocol/arm/kinds/kinds.hpp"

namespace eg::fuzz {

inline void check_refusal(const arm::Error& error) {
  require(!error.message.empty());
  for (const arm::Error& detail : error.details) require(!detail.message.empty());
}

inline void check_request_body(std::span<const std::uint8_t> input) {
  if (input.size() < 2) return;
  const auto kinds = arm::all_kinds();
  const auto versions = arm::api_versions();
  const arm::Kind& kind = *kinds[input[0] % kinds.size()];
  const auto version = static_cast<arm::ApiVersion>(input[1] % arm::api_version_count);
  const auto operation = input[1] < 128 ? arm::WriteOperation::put : arm::WriteOperation::patch;
  require(versions.size() == arm::api_version_count);
  auto body = arm::parse_json({reinterpret_cast<const char*>(input.data() + 2), input.size() - 2});
  if (!body) return check_refusal(body.error());
  const auto checked = arm::check(*body, {kind, version, operation, {}});
  if (!checked) return check_refusal(checked.error());
  const auto again = arm::parse_json(arm::write_json(*body));
  require(again.has_value());
  require(*again == *body);
}

}  // namespace eg::fuzz
