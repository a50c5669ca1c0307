#include "authz/topic_template.hpp"

#include <algorithm>
#include <variant>

#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

bool is_usable(std::string_view value) {
  return !value.empty() && value.find_first_of(std::string_view("/+#\0", 4)) == std::string_view::npos;
}

std::vector<std::string> texts_of(const AttributeValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return {std::to_string(*number)};
  if (const auto* flag = std::get_if<bool>(&value)) return {*flag ? "true" : "false"};
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  return std::get<std::vector<std::string>>(value);
}

/// All candidates for a variable, usable or not; empty when the attribute is missing.
std::vector<std::string> candidates(const std::string& variable, std::string_view authentication_name,
                                    const Attributes& attributes) {
  if (variable.empty()) return {std::string(authentication_name)};
  const auto found = attributes.find(variable);
  return found == attributes.end() ? std::vector<std::string>{} : texts_of(found->second);
}

/// The number of combinations, at most one above `expansions_max`.
std::size_t combination_count(const std::vector<std::vector<std::string>>& values) {
  std::size_t count = 1;
  for (const auto& alternatives : values) {
    count = std::min(count * std::min(alternatives.size(), expansions_max + 1), expansions_max + 1);
  }
  return count;
}

/// Steps to the next combination, the last variable fastest; false after the last one.
bool advance(std::vector<std::size_t>& chosen, const std::vector<std::vector<std::string>>& values) {
  for (std::size_t i = chosen.size(); i-- > 0;) {
    if (++chosen[i] < values[i].size()) return true;
    chosen[i] = 0;
  }
  return false;
}

}  // namespace

std::vector<std::vector<std::string>> TopicTemplate::values(std::string_view authentication_name,
                                                            const Attributes& attributes) const {
  std::vector<std::vector<std::string>> result;
  result.reserve(variables_.size());
  for (const std::string& variable : variables_) {
    auto& usable = result.emplace_back(candidates(variable, authentication_name, attributes));
    std::erase_if(usable, [](const std::string& value) { return !is_usable(value); });
  }
  return result;
}

ExpandedTemplate TopicTemplate::substitute(const std::vector<const std::string*>& values) const {
  ExpandedTemplate expanded;
  expanded.levels.reserve(levels_.size());
  for (const TemplateLevel& level : levels_) {
    if (!expanded.levels.empty()) expanded.text += '/';
    Level& result = expanded.levels.emplace_back(Level{level.kind, {}});
    for (const Part& part : level.parts) {
      if (part.variable) result.text += *values[*part.variable];
      result.text += part.literal;
    }
    if (level.kind == Level::Kind::any_one) expanded.text += '+';
    if (level.kind == Level::Kind::any_rest) expanded.text += '#';
    expanded.text += result.text;
  }
  return expanded;
}

std::vector<ExpandedTemplate> TopicTemplate::expand(std::string_view authentication_name,
                                                    const Attributes& attributes) const {
  const auto alternatives = values(authentication_name, attributes);
  const std::size_t count = combination_count(alternatives);
  std::vector<ExpandedTemplate> result;
  if (count == 0 || count > expansions_max) return result;
  result.reserve(count);
  std::vector<std::size_t> chosen(alternatives.size(), 0);
  std::vector<const std::string*> picked(alternatives.size(), nullptr);
  do {
    for (std::size_t i = 0; i < chosen.size(); ++i) picked[i] = &alternatives[i][chosen[i]];
    result.push_back(substitute(picked));
  } while (advance(chosen, alternatives));
  return result;
}

std::optional<std::string> TopicTemplate::unusable_variable(std::string_view authentication_name,
                                                            const Attributes& attributes) const {
  for (const std::string& variable : variables_) {
    const auto found = candidates(variable, authentication_name, attributes);
    if (std::none_of(found.begin(), found.end(), is_usable)) return variable;
  }
  return std::nullopt;
}

ExpandedTemplate TopicTemplate::shape() const {
  ExpandedTemplate shape;
  shape.text = text_;
  for (const TemplateLevel& level : levels_) {
    Level& added = shape.levels.emplace_back(Level{level.kind, {}});
    for (const Part& part : level.parts) {
      if (part.variable) added.kind = Level::Kind::any_one;
      added.text += part.literal;
    }
    if (added.kind != Level::Kind::literal) added.text.clear();
  }
  return shape;
}

std::string TopicTemplate::why_unusable(std::string_view authentication_name,
                                        const Attributes& attributes) const {
  if (const auto variable = unusable_variable(authentication_name, attributes)) {
    if (variable->empty()) return "the authentication name holds '/', '+' or '#', or is empty";
    if (!attributes.contains(*variable)) return "the client has no attribute '" + *variable + "'";
    return "attribute '" + *variable + "' is empty or holds '/', '+' or '#'";
  }
  if (combination_count(values(authentication_name, attributes)) > expansions_max) {
    return "its array attributes combine to more than " + std::to_string(expansions_max) + " topics";
  }
  return {};
}

bool ExpandedTemplate::matches_topic(std::string_view topic) const {
  if (topic.starts_with('$') && (levels.empty() || levels.front().kind != Level::Kind::literal)) return false;
  mqtt::TopicLevels rest(topic);
  for (const Level& level : levels) {
    if (level.kind == Level::Kind::any_rest) return true;
    const auto next = rest.next();
    if (!next) return false;
    if (level.kind == Level::Kind::literal && level.text != *next) return false;
  }
  return !rest.next();
}

bool ExpandedTemplate::covers_filter(std::string_view filter) const {
  if (filter.starts_with('$') && (levels.empty() || levels.front().kind != Level::Kind::literal))
    return false;
  mqtt::TopicLevels rest(filter);
  for (const Level& level : levels) {
    if (level.kind == Level::Kind::any_rest) return true;
    const auto next = rest.next();
    if (!next || *next == "#") return false;
    if (level.kind == Level::Kind::literal && level.text != *next) return false;
  }
  return !rest.next();
}

}  // namespace eg::authz
