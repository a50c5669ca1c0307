#include "fuzz/group_queries.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::check_group_queries({data, size});
  return 0;
}
