// How a fuzz target says that a rule is broken: it aborts, so that libFuzzer keeps the input. Knows nothing
// of what is tested.
#pragma once

#include <cstdlib>

namespace eg::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace eg::fuzz
