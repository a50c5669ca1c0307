// What is done with one fuzz input: a URL path is read as a resource id; what is read must say itself again.
// Shared by the libFuzzer target and the test that replays the corpus; aborts on a broken rule.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "fuzz/require.hpp"
#include "protocol/arm/resource_id.hpp"

namespace eg::fuzz {

inline void check_resource_id(std::span<const std::uint8_t> input) {
  const auto id = arm::ResourceId::parse({reinterpret_cast<const char*>(input.data()), input.size()});
  if (!id) {
    require(!id.error().message.empty());
    return;
  }
  const auto again = arm::ResourceId::parse(id->text());
  require(again.has_value());
  require(again->key() == id->key());
  require(again->text() == id->text());
  require(arm::fold_case(id->key()) == id->key());
  if (!id->types.empty()) require(id->key().starts_with(id->parent().key()));
}

}  // namespace eg::fuzz
