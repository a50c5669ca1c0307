#include "fuzz/requests.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::run_requests({data, size});
  return 0;
}
