#include "fuzz/request_bodies.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::check_request_body({data, size});
  return 0;
}
