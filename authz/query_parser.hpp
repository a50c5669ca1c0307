// Recursive descent over the tokens of a client group query (broker-behaviour 6.8). Every error says what to
// write.
#pragma once

#include <cstddef>
#include <string_view>

#include <boost/system/result.hpp>

#include "authz/query_node.hpp"
#include "authz/syntax_error.hpp"

namespace eg::authz {

/// Parentheses deeper than this are refused, so that a hostile query cannot exhaust the stack.
inline constexpr std::size_t query_nesting_max = 64;

boost::system::result<QueryNode, SyntaxError> parse_query(std::string_view text);

}  // namespace eg::authz
