// The problems of one request, collected so that they are reported together. Knows no schema.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "protocol/arm/error.hpp"

namespace eg::arm {

class Problems {
 public:
  /// After this many the rest is dropped: a hostile body must not make an answer of its own size.
  static constexpr std::size_t count_max = 100;

  /// `target` is the JSON path of the member at fault.
  void add(ErrorCode code, std::string target, std::string sentence);
  bool empty() const { return problems_.empty(); }

  /// The first problem's code; every problem in `details`. One problem is also the message and the target.
  /// Not to be called when empty.
  Error to_error() &&;

 private:
  std::vector<Error> problems_;
};

}  // namespace eg::arm
