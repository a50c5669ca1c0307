#include "fuzz/packet_decoder.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::decode_packets({data, size});
  return 0;
}
