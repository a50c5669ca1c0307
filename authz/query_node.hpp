// A parsed client group query: a tree that is evaluated against one client (broker-behaviour 6.8). It knows
// no text and no grammar.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "authz/model.hpp"

namespace eg::authz {

using QueryLiteral = std::variant<std::int64_t, std::string>;

struct QueryNode {
  enum class Kind : std::uint8_t { all_of, any_of, comparison } kind = Kind::comparison;
  enum class Operator : std::uint8_t { equal, not_equal, less, greater, less_equal, greater_equal, in };

  std::vector<QueryNode> children;  ///< of all_of and any_of

  // a comparison
  std::string attribute_key;  ///< empty: authenticationName
  Operator comparison = Operator::equal;
  std::vector<QueryLiteral> literals;  ///< one, or the set of `in`
};

/// A missing attribute makes every comparison false, `!=` too; so does a boolean, which no literal can match.
bool holds(const QueryNode& node, std::string_view authentication_name, const Attributes& attributes);

}  // namespace eg::authz
