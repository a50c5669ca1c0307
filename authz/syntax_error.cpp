#include "authz/syntax_error.hpp"

#include <stdexcept>

namespace eg::authz {

/// Taking the value of a failed parse is a bug of the caller.
void throw_exception_from_error(const SyntaxError& error, const boost::source_location& where) {
  throw std::logic_error("column " + std::to_string(error.column) + ": " + error.message + " (unchecked at " +
                         where.to_string() + ")");
}

}  // namespace eg::authz
