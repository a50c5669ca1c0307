// A mistake in a text a user wrote (topic template, group query): where it is and a sentence that says what
// to do.
#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include <boost/assert/source_location.hpp>

namespace eg::authz {

struct SyntaxError {
  enum class Kind : unsigned char { syntax } kind = Kind::syntax;
  std::size_t column = 1;  ///< 1-based, in bytes
  std::string message;     ///< one sentence, for an ARM error
  SyntaxError() = default;
  SyntaxError(std::size_t column_number, std::string sentence)
      : column(column_number), message(std::move(sentence)) {}
};
[[noreturn]] void throw_exception_from_error(const SyntaxError& error, const boost::source_location& where);

}  // namespace eg::authz
