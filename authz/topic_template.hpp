// Topic templates of a topic space: grammar of broker-behaviour 6.3, compiled to levels, expanded per client.
// Expansion builds level lists and never a text that is parsed again: a client named `+` gains nothing (6.4).
#pragma once

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
};

/// A template with all variables replaced: what matching works on.
struct ExpandedTemplate {
  std::vector<Level> levels;
  std::string text;  ///< for explanations only
  bool matches_topic(std::string_view topic) const;
  bool covers_filter(std::string_view filter) const;
};

class TopicTemplate {
 public:
  /// Errors: broker-behaviour 6.3; `${principal...}` names `${client...}` in its message (decisions).
  static boost::system::result<TopicTemplate, SyntaxError> parse(std::string_view text);

  /// All expansions for this client: none when an attribute is missing or unusable, several for arrays (6.4).
  std::vector<ExpandedTemplate> expand(std::string_view authentication_name, const Attributes& attributes) const;
  bool has_variables() const;
  const std::string& text() const { return text_; }

 private:
  struct Part {
    bool is_variable = false;
    std::string literal;        ///< literal text, or the suffix after `|`
    std::string attribute_key;  ///< empty: client.authenticationName
  };
  struct TemplateLevel {
    Level::Kind kind = Level::Kind::literal;
    std::vector<Part> parts;
  };
  std::string text_;
  std::vector<TemplateLevel> levels_;
};

}  // namespace eg::authz
