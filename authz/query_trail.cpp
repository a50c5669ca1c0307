#include "authz/query_trail.hpp"

#include <algorithm>
#include <variant>

#include "authz/case_fold.hpp"
#include "authz/quote.hpp"

namespace eg::authz {

namespace {

using Operator = QueryNode::Operator;

constexpr std::size_t described_max = 3;
constexpr std::size_t listed_max = 10;

std::string_view spelling(Operator comparison) {
  switch (comparison) {
    case Operator::equal: return " = ";
    case Operator::not_equal: return " != ";
    case Operator::less: return " < ";
    case Operator::greater: return " > ";
    case Operator::less_equal: return " <= ";
    case Operator::greater_equal: return " >= ";
    case Operator::in: break;
  }
  return " IN ";
}

std::string spelled(const QueryLiteral& literal) {
  if (const auto* number = std::get_if<std::int64_t>(&literal)) return std::to_string(*number);
  return quoted(std::get<std::string>(literal));
}

template <typename Element, typename Spell>
std::string bracketed(const std::vector<Element>& elements, Spell spell) {
  std::string text = "[";
  for (std::size_t i = 0; i < elements.size() && i < listed_max; ++i) {
    if (i > 0) text += ", ";
    text += spell(elements[i]);
  }
  if (elements.size() > listed_max) text += ", ...";
  return text + "]";
}

std::string comparison_text(const QueryNode& node) {
  std::string text = node.attribute_key.empty() ? "authenticationName" : "attributes." + node.attribute_key;
  text += spelling(node.comparison);
  return text + (node.comparison == Operator::in ? bracketed(node.literals, spelled)
                                                 : spelled(node.literals.front()));
}

std::string value_text(const AttributeValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* flag = std::get_if<bool>(&value)) return *flag ? "true" : "false";
  if (const auto* text = std::get_if<std::string>(&value)) return quoted(*text);
  return bracketed(std::get<std::vector<std::string>>(value), quoted);
}

bool is_order(Operator comparison) {
  return comparison != Operator::equal && comparison != Operator::not_equal && comparison != Operator::in;
}

bool differs_in_case_only(const AttributeValue& value, const QueryNode& node) {
  std::vector<std::string> texts;
  if (const auto* text = std::get_if<std::string>(&value)) texts = {*text};
  if (const auto* list = std::get_if<std::vector<std::string>>(&value)) texts = *list;
  return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return std::any_of(node.literals.begin(), node.literals.end(), [&](const QueryLiteral& literal) {
      const auto* wanted = std::get_if<std::string>(&literal);
      return wanted != nullptr && equal_ignoring_case(*wanted, text);
    });
  });
}

/// Empty when the value alone says enough.
std::string why_not(const AttributeValue& value, const QueryNode& node) {
  if (std::holds_alternative<bool>(value)) return "a boolean, which no query can match";
  const bool is_number = std::holds_alternative<std::int64_t>(value);
  const bool wants_number = std::holds_alternative<std::int64_t>(node.literals.front());
  if (is_order(node.comparison) && !is_number) return "a text, which has no order: store an integer";
  if (node.comparison == Operator::not_equal) return {};
  if (is_number && !wants_number) return "an integer, the query asks for a text";
  if (!is_number && wants_number) return "a text, the query asks for an integer";
  if (differs_in_case_only(value, node)) return "only letter case differs";
  return {};
}

void collect(const QueryNode& node, std::string_view authentication_name, const Attributes& attributes,
             std::vector<ComparisonTrail>& found) {
  if (node.kind != QueryNode::Kind::comparison) {
    for (const QueryNode& child : node.children) collect(child, authentication_name, attributes, found);
    return;
  }
  ComparisonTrail& trail = found.emplace_back();
  trail.comparison = comparison_text(node);
  trail.holds = holds(node, authentication_name, attributes);
  const AttributeValue name{std::string(authentication_name)};
  const auto attribute = attributes.find(node.attribute_key);
  if (!node.attribute_key.empty() && attribute == attributes.end()) {
    trail.why = "the client has no attribute " + quoted(node.attribute_key);
    return;
  }
  const AttributeValue& value = node.attribute_key.empty() ? name : attribute->second;
  trail.value = value_text(value);
  if (!trail.holds) trail.why = why_not(value, node);
}

}  // namespace

std::vector<ComparisonTrail> trail_of(const QueryNode& node, std::string_view authentication_name,
                                      const Attributes& attributes) {
  std::vector<ComparisonTrail> found;
  collect(node, authentication_name, attributes, found);
  return found;
}

std::string describe_failures(const std::vector<ComparisonTrail>& comparisons) {
  std::string text;
  std::size_t count = 0;
  for (const ComparisonTrail& one : comparisons) {
    if (one.holds || ++count > described_max) continue;
    text += (text.empty() ? "" : "; ") + one.comparison + " does not hold: ";
    if (one.value.empty()) {
      text += one.why;
    } else {
      text += "it is " + one.value + (one.why.empty() ? "" : " (" + one.why + ")");
    }
  }
  return text;
}

}  // namespace eg::authz
