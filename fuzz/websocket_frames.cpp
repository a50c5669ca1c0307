#include "fuzz/websocket_frames.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::read_websocket_frames({data, size});
  return 0;
}
