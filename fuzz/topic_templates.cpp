#include "fuzz/topic_templates.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  eg::fuzz::check_topic_templates({data, size});
  return 0;
}
