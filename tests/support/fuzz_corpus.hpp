// Reads the files of a fuzz target's corpus for the tests that replay them. Knows nothing of the targets.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace eg::test {

/// By file name.
inline std::map<std::string, std::vector<std::uint8_t>> fuzz_corpus(const std::string& target) {
  std::map<std::string, std::vector<std::uint8_t>> inputs;
  for (const auto& entry : std::filesystem::directory_iterator(EG_TESTDATA_DIR "/../fuzz/corpus/" + target)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::vector<char> content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    inputs[entry.path().filename().string()].assign(content.begin(), content.end());
  }
  return inputs;
}

}  // namespace eg::test
