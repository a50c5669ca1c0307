// Many problems made into one error.
#include "protocol/arm/problems.hpp"

#include <utility>

namespace eg::arm {

void Problems::add(ErrorCode code, std::string target, std::string sentence) {
  if (problems_.size() < count_max) problems_.emplace_back(code, std::move(sentence), std::move(target));
}

Error Problems::to_error() && {
  const Error& first = problems_.front();
  Error error(first.code, first.message, first.target);
  if (problems_.size() > 1) {
    error.message = "The request content has " + std::to_string(problems_.size()) +
                    " problems; the first: " + first.message;
    error.target.clear();
  }
  error.details = std::move(problems_);
  return error;
}

}  // namespace eg::arm
