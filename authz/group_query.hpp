// Client group queries: grammar and evaluation of broker-behaviour 6.8.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "authz/model.hpp"
#include "authz/syntax_error.hpp"

namespace eg::authz {

struct QueryNode;  // authz/query_node.hpp

class GroupQuery {
 public:
  /// Errors name the column. `true` is not a user's query: only `$all` has it (decisions).
  static boost::system::result<GroupQuery, SyntaxError> parse(std::string_view text);
  bool contains(std::string_view authentication_name, const Attributes& attributes) const;
  const QueryNode& root() const { return *root_; }

 private:
  explicit GroupQuery(std::shared_ptr<const QueryNode> root) : root_(std::move(root)) {}
  std::shared_ptr<const QueryNode> root_;
};

}  // namespace eg::authz
