// Replays the fuzz corpus as ordinary inputs, so that what a fuzzer once found stays fixed in every build.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/packet_decoder.hpp"
#include "tests/support/catch.hpp"

TEST_CASE("the packet decoder's corpus runs without a broken rule") {
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(EG_TESTDATA_DIR "/../fuzz/corpus/packet_decoder")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    const std::vector<std::uint8_t> input(content.begin(), content.end());
    INFO(entry.path().filename().string());
    REQUIRE_FALSE(input.empty());
    eg::fuzz::decode_packets(input);
    ++files;
  }
  CHECK(files >= 20);
}
