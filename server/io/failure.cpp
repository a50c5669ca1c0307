// Only a caller that takes a value it has not checked gets here.
#include "server/io/failure.hpp"

#include <stdexcept>

namespace eg::io {

void throw_exception_from_error(const Failure& failure, const boost::source_location&) {
  throw std::runtime_error(failure.message);
}

}  // namespace eg::io
