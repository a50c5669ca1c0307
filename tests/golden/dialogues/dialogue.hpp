// Dialogues: text files that play clients against a broker, in the notation that
// testdata/mqtt/dialogues/README.md describes. Reads them and judges what a client reads; knows nothing of
// how they are played.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eg::dialogues {

struct Step {
  std::size_t line_number = 0;
  std::string text;
  std::vector<std::string> words;
};

struct Dialogue {
  std::string name;  ///< after `==`
  std::string file;
  std::vector<Step> steps;
};

/// All `.txt` files of a folder of testdata.
std::vector<Dialogue> read_dialogues(const std::string& folder = "mqtt/dialogues");

std::vector<std::string> split(const std::string& text);

/// The number of `1>` or `1<`.
std::optional<std::uint32_t> link_of(const std::string& word);

/// What stands after `1>` or `1<`, and how often.
struct Repeated {
  int times = 1;
  std::vector<std::string> words;
};
Repeated repeated(const Step& step);

/// Every wanted word stands in the line; `key~part` asks for a value that contains the part, `!key` for no
/// value.
bool fits(const std::vector<std::string>& line, const std::vector<std::string>& wanted);

/// `line` is a packet as text, "closed" or "nothing"; `wanted` begins with the packet's name.
bool reads(const std::string& line, const std::vector<std::string>& wanted);

}  // namespace eg::dialogues
