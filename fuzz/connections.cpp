#include "fuzz/connections.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::play_connections({data, size});
  return 0;
}
