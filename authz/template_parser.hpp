// Parses the text of a topic template by the grammar of broker-behaviour 6.3. A single pass over the bytes;
// it knows nothing of clients and their attributes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "authz/syntax_error.hpp"
#include "authz/topic_template.hpp"

namespace eg::authz {

class TemplateParser {
 public:
  explicit TemplateParser(std::string_view text) : text_(text) {}
  boost::system::result<TopicTemplate, SyntaxError> parse();

 private:
  using Failure = std::optional<SyntaxError>;
  Failure check_size() const;
  Failure parse_level();
  Failure parse_variable(TopicTemplate::TemplateLevel& level);
  Failure parse_suffix(std::size_t from, std::size_t to, std::string& suffix) const;
  Failure parse_name(std::string_view name, std::size_t& variable);
  Failure parse_literal(TopicTemplate::TemplateLevel& level);
  Failure fail(std::size_t position, std::string sentence) const;
  std::size_t variable_index(std::string_view attribute_key);
  bool at_level_end() const { return position_ == text_.size() || text_[position_] == '/'; }

  std::string_view text_;
  std::size_t position_ = 0;
  TopicTemplate result_;
};

}  // namespace eg::authz
