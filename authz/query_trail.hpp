// How a client group query comes out for one client, comparison by comparison: for explanations, never for a
// decision.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "authz/query_node.hpp"

namespace eg::authz {

struct ComparisonTrail {
  std::string comparison;  ///< `attributes.area = 'north'`
  std::string value;       ///< of the client, `'North'`, `5`, `['a', 'b']`; empty: it has no such attribute
  bool holds = false;
  std::string why;  ///< why it does not hold, where more is to be said than the value; one phrase
};

/// Every comparison of the query, in its order; those that the query's outcome does not depend on too.
std::vector<ComparisonTrail> trail_of(const QueryNode& node, std::string_view authentication_name,
                                      const Attributes& attributes);

/// The comparisons that do not hold: `attributes.area = 'north' does not hold: it is 'North' (...)`, joined
/// by
/// `; `. At most three.
std::string describe_failures(const std::vector<ComparisonTrail>& comparisons);

}  // namespace eg::authz
