// Topic templates of a topic space: grammar of broker-behaviour 6.3, compiled to levels, expanded per client.
// Expansion builds level lists and never a text that is parsed again: a client named `+` gains nothing (6.4).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "authz/model.hpp"
#include "authz/syntax_error.hpp"

namespace eg::authz {

/// One level of an expanded template.
struct Level {
  enum class Kind : unsigned char { literal, any_one, any_rest } kind = Kind::literal;
  std::string text;  ///< for literal

  bool operator==(const Level&) const = default;
};

/// More alternatives than this (several array attributes in one template multiply) expand to nothing. One
/// array alone cannot reach it: attributes are limited to 4 KB (broker-behaviour 6.9).
inline constexpr std::size_t expansions_max = 1024;

/// A template with all variables replaced: what matching works on.
struct ExpandedTemplate {
  std::vector<Level> levels;
  std::string text;  ///< for explanations only
  /// broker-behaviour 6.5 `match`. The topic is well formed.
  bool matches_topic(std::string_view topic) const;
  /// broker-behaviour 6.5 `covers`. The filter is well formed and without `$share/GROUP/`.
  bool covers_filter(std::string_view filter) const;
  bool operator==(const ExpandedTemplate&) const = default;
};

class TopicTemplate {
 public:
  /// Errors: broker-behaviour 6.3; `${principal...}` names `${client...}` in its message (decisions).
  static boost::system::result<TopicTemplate, SyntaxError> parse(std::string_view text);

  /// All expansions for this client: none when an attribute is missing or unusable, several for arrays (6.4).
  /// An array used twice has the same element at both places.
  std::vector<ExpandedTemplate> expand(std::string_view authentication_name,
                                       const Attributes& attributes) const;
  /// Why `expand` gives nothing for this client: one phrase for people; empty when it gives something.
  std::string why_unusable(std::string_view authentication_name, const Attributes& attributes) const;
  /// The first variable without a usable value; empty: its authentication name. Nothing: each has one.
  std::optional<std::string> unusable_variable(std::string_view authentication_name,
                                               const Attributes& attributes) const;
  /// The template with every level that holds a variable as `+`: what it would cover with other values.
  ExpandedTemplate shape() const;
  bool has_variables() const { return !variables_.empty(); }
  const std::string& text() const { return text_; }

 private:
  struct Part {
    std::optional<std::size_t> variable;  ///< index into `variables_`; nullopt: only literal text
    std::string literal;                  ///< literal text, or the suffix after `|`
  };
  struct TemplateLevel {
    Level::Kind kind = Level::Kind::literal;
    std::vector<Part> parts;
  };
  friend class TemplateParser;
  TopicTemplate() = default;
  std::vector<std::vector<std::string>> values(std::string_view authentication_name,
                                               const Attributes& attributes) const;
  ExpandedTemplate substitute(const std::vector<const std::string*>& values) const;

  std::string text_;
  std::vector<TemplateLevel> levels_;
  std::vector<std::string> variables_;  ///< distinct attribute keys; empty: client.authenticationName
};

}  // namespace eg::authz
