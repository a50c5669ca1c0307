// What is done with one fuzz input: it is a client group query, which must be taken or refused, and hold for
// a client or not, as a naive reader says. Shared by the libFuzzer target and the test that replays the
// corpus; aborts on a broken rule.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "authz/group_query.hpp"
#include "fuzz/authz_clients.hpp"
#include "fuzz/require.hpp"
#include "tests/support/authz_naive_query.hpp"

namespace eg::fuzz {

inline void check_group_queries(std::span<const std::uint8_t> input) {
  const std::string text(reinterpret_cast<const char*>(input.data()), input.size());
  const auto parsed = authz::GroupQuery::parse(text);
  if (parsed.has_error()) {
    require(!parsed.error().message.empty());
    require(parsed.error().column >= 1 && parsed.error().column <= text.size() + 1);
  }
  for (const authz::Client& client : authz_clients()) {
    const auto expected = authz_test::NaiveQuery(text, client).answer();
    require(parsed.has_value() == expected.has_value());
    if (expected) require(parsed->contains(client.authentication_name, client.attributes) == *expected);
  }
}

}  // namespace eg::fuzz
