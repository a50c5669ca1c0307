#include "authz/query_node.hpp"

#include <algorithm>

namespace eg::authz {

namespace {

using Operator = QueryNode::Operator;

/// The operand's texts without copying: the name, a text attribute, or the elements of an array.
struct Operand {
  const std::int64_t* integer = nullptr;
  std::string_view text;                            ///< when neither pointer is set
  const std::vector<std::string>* texts = nullptr;  ///< array attribute
};

bool equals(const Operand& operand, const QueryLiteral& literal) {
  if (const auto* number = std::get_if<std::int64_t>(&literal)) {
    return operand.integer != nullptr && *operand.integer == *number;
  }
  const std::string& wanted = std::get<std::string>(literal);
  if (operand.integer != nullptr) return false;
  if (operand.texts == nullptr) return operand.text == wanted;
  return std::find(operand.texts->begin(), operand.texts->end(), wanted) != operand.texts->end();
}

bool is_ordered(std::int64_t left, Operator comparison, std::int64_t right) {
  switch (comparison) {
    case Operator::less: return left < right;
    case Operator::greater: return left > right;
    case Operator::less_equal: return left <= right;
    case Operator::greater_equal: return left >= right;
    default: return false;
  }
}

bool compare(const Operand& operand, Operator comparison, const std::vector<QueryLiteral>& literals) {
  const auto fits = [&operand](const QueryLiteral& literal) { return equals(operand, literal); };
  switch (comparison) {
    case Operator::equal:
    case Operator::in: return std::any_of(literals.begin(), literals.end(), fits);
    case Operator::not_equal: return std::none_of(literals.begin(), literals.end(), fits);
    default: break;
  }
  const auto* number = std::get_if<std::int64_t>(&literals.front());
  return operand.integer != nullptr && number != nullptr && is_ordered(*operand.integer, comparison, *number);
}

bool comparison_holds(const QueryNode& node, std::string_view authentication_name,
                      const Attributes& attributes) {
  Operand operand;
  if (node.attribute_key.empty()) {
    operand.text = authentication_name;
    return compare(operand, node.comparison, node.literals);
  }
  const auto found = attributes.find(node.attribute_key);
  if (found == attributes.end() || std::holds_alternative<bool>(found->second)) return false;
  operand.integer = std::get_if<std::int64_t>(&found->second);
  operand.texts = std::get_if<std::vector<std::string>>(&found->second);
  if (const auto* text = std::get_if<std::string>(&found->second)) operand.text = *text;
  return compare(operand, node.comparison, node.literals);
}

}  // namespace

bool holds(const QueryNode& node, std::string_view authentication_name, const Attributes& attributes) {
  const auto child_holds = [&](const QueryNode& child) {
    return holds(child, authentication_name, attributes);
  };
  switch (node.kind) {
    case QueryNode::Kind::all_of: return std::all_of(node.children.begin(), node.children.end(), child_holds);
    case QueryNode::Kind::any_of: return std::any_of(node.children.begin(), node.children.end(), child_holds);
    case QueryNode::Kind::comparison: break;
  }
  return comparison_holds(node, authentication_name, attributes);
}

}  // namespace eg::authz
