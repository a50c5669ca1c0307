#include "fuzz/list_filters.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::check_list_filters({data, size});
  return 0;
}
