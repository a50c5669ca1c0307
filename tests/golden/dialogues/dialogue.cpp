// Reads the files; compares what a client reads with what is wanted.
#include "tests/golden/dialogues/dialogue.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace eg::dialogues {

std::vector<std::string> split(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

bool fits(const std::vector<std::string>& line, const std::vector<std::string>& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const std::string& word) {
    const std::size_t tilde = word.find('~');
    const auto has_prefix = [&](const std::string& prefix) {
      return std::any_of(line.begin(), line.end(),
                         [&](const std::string& each) { return each.starts_with(prefix); });
    };
    if (word.starts_with('!')) return !has_prefix(word.substr(1) + "=");
    if (tilde != std::string::npos) {
      const std::string prefix = word.substr(0, tilde) + "=";
      return std::any_of(line.begin(), line.end(), [&](const std::string& each) {
        return each.starts_with(prefix) && each.find(word.substr(tilde + 1)) != std::string::npos;
      });
    }
    return std::find(line.begin(), line.end(), word) != line.end();
  });
}

std::optional<std::uint32_t> link_of(const std::string& word) {
  if (word.size() < 2 || (word.back() != '>' && word.back() != '<') || word[0] < '0' || word[0] > '9')
    return {};
  return static_cast<std::uint32_t>(std::stoul(word));
}

Repeated repeated(const Step& step) {
  Repeated result{1, {step.words.begin() + 1, step.words.end()}};
  if (result.words.at(0).starts_with("times=")) {
    result.times = std::stoi(result.words[0].substr(6));
    result.words.erase(result.words.begin());
  }
  return result;
}

bool reads(const std::string& line, const std::vector<std::string>& wanted) {
  const std::vector<std::string> got = split(line);
  return got.at(0) == wanted.at(0) && fits(got, wanted);
}

std::vector<Dialogue> read_dialogues(const std::string& folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(EG_TESTDATA_DIR "/" + folder)) {
    if (entry.path().extension() == ".txt") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<Dialogue> dialogues;
  for (const auto& path : paths) {
    std::ifstream file(path);
    std::size_t number = 0;
    std::vector<Step> prologue;  // what stands before the first dialogue belongs to each
    bool is_prologue = true;
    for (std::string line; std::getline(file, line);) {
      ++number;
      if (line.empty() || line[0] == '#') continue;
      if (line.starts_with("== ")) {
        dialogues.push_back({line.substr(3), path.filename().string(), prologue});
        is_prologue = false;
        continue;
      }
      (is_prologue ? prologue : dialogues.back().steps).push_back({number, line, split(line)});
    }
  }
  return dialogues;
}

}  // namespace eg::dialogues
