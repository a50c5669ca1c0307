#include "authz/template_parser.hpp"

#include <algorithm>

#include "authz/quote.hpp"
#include "protocol/mqtt/topic.hpp"

namespace eg::authz {

namespace {

constexpr std::string_view authentication_name_variable = "client.authenticationName";
constexpr std::string_view attribute_prefix = "client.attributes.";
constexpr std::string_view variables_known =
    "the variables are ${client.authenticationName} and ${client.attributes.KEY}";

bool is_key(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  });
}

constexpr std::string_view not_text = "A topic template is valid UTF-8 without the character U+0000.";

/// Position of the first byte that is no character; npos: none. `text` holds no wildcard and no '/'.
std::size_t first_bad_byte(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (!mqtt::valid_topic_name(text.substr(at, length))) return at;
    at += length;
  }
  return std::string_view::npos;
}

}  // namespace

boost::system::result<TopicTemplate, SyntaxError> TopicTemplate::parse(std::string_view text) {
  return TemplateParser(text).parse();
}

boost::system::result<TopicTemplate, SyntaxError> TemplateParser::parse() {
  if (const auto failure = check_size()) return *failure;
  result_.text_ = text_;
  while (true) {
    if (const auto failure = parse_level()) return *failure;
    if (position_ == text_.size()) break;
    ++position_;
    if (result_.levels_.back().kind == Level::Kind::any_rest) {
      return *fail(position_ - 2, "'#' must be the last segment of a topic template.");
    }
    if (result_.levels_.size() == mqtt::topic_levels_max) {
      return *fail(position_, "A topic template has at most " + std::to_string(mqtt::topic_levels_max) +
                                  " segments; the 16th begins here.");
    }
  }
  return std::move(result_);
}

TemplateParser::Failure TemplateParser::check_size() const {
  if (text_.empty()) return fail(0, "A topic template has at least one character.");
  if (text_.size() > mqtt::topic_bytes_max) {
    return fail(mqtt::topic_bytes_max, "A topic template has at most " +
                                           std::to_string(mqtt::topic_bytes_max) + " bytes; this one has " +
                                           std::to_string(text_.size()) + ".");
  }
  if (text_[0] == '$' && !text_.starts_with("${")) {
    return fail(
        0, "Topics that begin with '$' are reserved: this template could never match. Begin it otherwise.");
  }
  return std::nullopt;
}

TemplateParser::Failure TemplateParser::parse_level() {
  TopicTemplate::TemplateLevel level;
  const std::size_t begin = position_;
  while (!at_level_end()) {
    const char next = text_[position_];
    if (next == '+' || next == '#') {
      level.kind = next == '+' ? Level::Kind::any_one : Level::Kind::any_rest;
      ++position_;
      if (position_ - 1 != begin || !at_level_end()) {
        return fail(position_ - 1, std::string("'") + next + "' must fill a whole segment.");
      }
      break;
    }
    auto failure = text_.substr(position_).starts_with("${") ? parse_variable(level) : parse_literal(level);
    if (failure) return failure;
  }
  result_.levels_.push_back(std::move(level));
  return std::nullopt;
}

TemplateParser::Failure TemplateParser::parse_literal(TopicTemplate::TemplateLevel& level) {
  const std::size_t begin = position_;
  while (position_ < text_.size() &&
         std::string_view("/+#").find(text_[position_]) == std::string_view::npos &&
         !text_.substr(position_).starts_with("${")) {
    ++position_;
  }
  const std::string_view literal = text_.substr(begin, position_ - begin);
  // Without wildcards and '/', only the encoding is left to be wrong.
  if (const std::size_t bad = first_bad_byte(literal); bad != std::string_view::npos) {
    return fail(begin + bad, std::string(not_text));
  }
  level.parts.push_back({std::nullopt, std::string(literal)});
  return std::nullopt;
}

TemplateParser::Failure TemplateParser::parse_variable(TopicTemplate::TemplateLevel& level) {
  const std::size_t begin = position_ + 2;
  const std::size_t end = text_.find('}', begin);
  if (end == std::string_view::npos ||
      text_.substr(begin, end - begin).find("${") != std::string_view::npos) {
    return fail(position_,
                "The variable that begins here is not closed: end it with '}' before the next one.");
  }
  const std::size_t bar = std::min(text_.find('|', begin), end);
  std::size_t variable = 0;
  if (auto failure = parse_name(text_.substr(begin, bar - begin), variable)) return failure;
  std::string suffix;
  if (bar != end) {
    if (auto failure = parse_suffix(bar + 1, end, suffix)) return failure;
  }
  level.parts.push_back({variable, std::move(suffix)});
  position_ = end + 1;
  return std::nullopt;
}

TemplateParser::Failure TemplateParser::parse_suffix(std::size_t from, std::size_t to,
                                                     std::string& suffix) const {
  suffix = text_.substr(from, to - from);
  if (suffix.empty())
    return fail(from, "Text must follow '|'; leave '|' out when the value alone is wanted.");
  const std::size_t bad = suffix.find_first_of("/+#{}|");
  if (bad != std::string::npos) {
    return fail(from + bad, std::string("The text after '|' must not hold '") + suffix[bad] + "'.");
  }
  if (const std::size_t unreadable = first_bad_byte(suffix); unreadable != std::string_view::npos) {
    return fail(from + unreadable, std::string(not_text));
  }
  return std::nullopt;
}

TemplateParser::Failure TemplateParser::parse_name(std::string_view name, std::size_t& variable) {
  if (name == authentication_name_variable) {
    variable = variable_index({});
    return std::nullopt;
  }
  const std::size_t column = position_ + 2;
  const std::string shown = quoted("${" + std::string(name) + "}");
  if (name.starts_with(attribute_prefix)) {
    const std::string_view key = name.substr(attribute_prefix.size());
    if (!is_key(key)) {
      return fail(column + attribute_prefix.size(),
                  "The attribute key in " + shown + " must be one or more letters, digits and '_'.");
    }
    variable = variable_index(key);
    return std::nullopt;
  }
  if (name == "principal" || name.starts_with("principal.")) {
    return fail(column, shown + " is not a variable of a topic template: write ${client...} in its place; " +
                            std::string(variables_known) + ".");
  }
  return fail(column, shown + " is unknown; " + std::string(variables_known) + ".");
}

std::size_t TemplateParser::variable_index(std::string_view attribute_key) {
  auto& known = result_.variables_;
  const auto found = std::find(known.begin(), known.end(), attribute_key);
  const auto index = static_cast<std::size_t>(found - known.begin());
  if (found == known.end()) known.emplace_back(attribute_key);
  return index;
}

TemplateParser::Failure TemplateParser::fail(std::size_t position, std::string sentence) const {
  return SyntaxError(position + 1, std::move(sentence));
}

}  // namespace eg::authz
