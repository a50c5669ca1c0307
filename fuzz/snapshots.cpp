#include "fuzz/snapshots.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::check_snapshot({data, size});
  return 0;
}
