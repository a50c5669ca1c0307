#include "fuzz/resource_ids.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::check_resource_id({data, size});
  return 0;
}
