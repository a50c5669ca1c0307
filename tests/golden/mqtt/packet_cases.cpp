#include "tests/golden/mqtt/packet_cases.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <stdexcept>

namespace eg::test {
namespace {

constexpr const char* keys[] = {"name", "version", "bytes", "expect"};

/// `10 0c "MQTT"`: pairs of hexadecimal digits and quoted ASCII, separated by blanks.
std::optional<std::vector<std::uint8_t>> bytes_of_notation(const std::string& text) {
  std::vector<std::uint8_t> bytes;
  for (std::size_t position = 0; position < text.size();) {
    if (text[position] == ' ') {
      ++position;
    } else if (text[position] == '"') {
      const std::size_t end = text.find('"', position + 1);
      if (end == std::string::npos) return std::nullopt;
      bytes.insert(bytes.end(), text.begin() + static_cast<std::ptrdiff_t>(position) + 1,
                   text.begin() + static_cast<std::ptrdiff_t>(end));
      position = end + 1;
    } else {
      std::size_t used = 0;
      const int value = std::stoi(text.substr(position, 2), &used, 16);
      if (used != 2) return std::nullopt;
      bytes.push_back(static_cast<std::uint8_t>(value));
      position += 2;
    }
  }
  return bytes;
}

std::optional<mqtt::Version> version_of_name(const std::string& name) {
  if (name == "3.1.1") return mqtt::Version::v311;
  if (name == "5") return mqtt::Version::v5;
  return std::nullopt;
}

using Fields = std::map<std::string, std::string>;

PacketCase case_of_fields(const Fields& fields, const std::string& place) {
  for (const char* key : keys) {
    if (fields.count(key) == 0) throw std::runtime_error(place + ": no line '" + key + ":'");
  }
  const auto version = version_of_name(fields.at("version"));
  const auto bytes = bytes_of_notation(fields.at("bytes"));
  if (!version || !bytes) throw std::runtime_error(place + ": version or bytes not readable");
  return {place, fields.at("name"), *version, *bytes, fields.at("expect")};
}

void read_file(const std::filesystem::path& path, std::vector<PacketCase>& cases) {
  std::ifstream file(path);
  Fields fields;
  std::string place;
  std::size_t line_number = 0;
  const auto finish = [&] {
    if (!fields.empty()) cases.push_back(case_of_fields(fields, place));
    fields.clear();
  };
  for (std::string line; std::getline(file, line);) {
    ++line_number;
    if (line.empty()) finish();
    if (line.empty() || line[0] == '#') continue;
    if (fields.empty()) place = path.filename().string() + ":" + std::to_string(line_number);
    const std::size_t colon = line.find(": ");
    const std::string key = line.substr(0, colon);
    const bool known = std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
    if (!known || colon == std::string::npos || !fields.emplace(key, line.substr(colon + 2)).second) {
      throw std::runtime_error(path.filename().string() + ":" + std::to_string(line_number) + ": " + line);
    }
  }
  finish();
}

}  // namespace

std::vector<PacketCase> read_packet_cases() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(EG_TESTDATA_DIR "/mqtt/packets")) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<PacketCase> cases;
  for (const auto& path : paths) read_file(path, cases);
  return cases;
}

}  // namespace eg::test
