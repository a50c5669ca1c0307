#include "authz/group_query.hpp"

#include <utility>

#include "authz/query_node.hpp"
#include "authz/query_parser.hpp"

namespace eg::authz {

boost::system::result<GroupQuery, SyntaxError> GroupQuery::parse(std::string_view text) {
  auto root = parse_query(text);
  if (root.has_error()) return root.error();
  return GroupQuery(std::make_shared<const QueryNode>(std::move(*root)));
}

bool GroupQuery::contains(std::string_view authentication_name, const Attributes& attributes) const {
  return holds(*root_, authentication_name, attributes);
}

}  // namespace eg::authz
