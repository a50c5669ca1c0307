#include "fuzz/certificates.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::check_certificate({data, size});
  return 0;
}
