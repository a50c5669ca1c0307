// What the machine or the user can do wrong around the shell: one sentence, ready to be shown.
#pragma once

#include <string>
#include <utility>

#include <boost/system/result.hpp>

namespace eg::io {

struct Failure {
  std::string message;  ///< says what to do
  Failure() = default;  ///< result::error() needs it
  explicit Failure(std::string sentence) : message(std::move(sentence)) {}
};
[[noreturn]] void throw_exception_from_error(const Failure& failure, const boost::source_location& where);

template <class T>
using Outcome = boost::system::result<T, Failure>;

}  // namespace eg::io
