// testdata/mqtt/statements.tsv: which case shows which normative statement of MQTT, or why none does.
#include <fstream>
#include <set>
#include <sstream>

#include "tests/golden/dialogues/dialogue.hpp"
#include "tests/support/catch.hpp"

namespace eg::dialogues {
namespace {

constexpr const char* folder = EG_TESTDATA_DIR "/mqtt/";

struct Statement {
  std::string version, identifier, who, paraphrase, shown_by, why_not;
};

std::vector<Statement> read_statements() {
  std::ifstream file(folder + std::string("statements.tsv"));
  std::vector<Statement> statements;
  std::string line;
  std::getline(file, line);  // the heading
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::istringstream stream(line + "\t");
    for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
    INFO(line);
    REQUIRE(cells.size() == 6);
    statements.push_back({cells[0], cells[1], cells[2], cells[3], cells[4], cells[5]});
  }
  return statements;
}

/// `FILE: beginning of the name`, where FILE is one of dialogues, packets, or a test of the repository.
bool exists(const std::string& reference) {
  const std::size_t colon = reference.find(": ");
  const std::string path = reference.substr(0, colon);
  const std::string name = colon == std::string::npos ? "" : reference.substr(colon + 2);
  const bool is_test = path.starts_with("tests/");
  std::ifstream file((is_test ? folder + std::string("../../") : std::string(folder)) + path);
  if (!file) return false;
  for (std::string line; std::getline(file, line);) {
    if (is_test ? line.find(name) != std::string::npos
                : line.starts_with("== " + name) || line.starts_with("name: " + name))
      return true;
  }
  return false;
}

}  // namespace

TEST_CASE("statements: what is named shows them, and no duty of a server lacks both a case and a reason") {
  std::set<std::string> seen;
  std::size_t shown = 0;
  for (const Statement& one : read_statements()) {
    INFO(one.version << " " << one.identifier << " " << one.shown_by);
    CHECK(seen.insert(one.version + " " + one.identifier).second);
    CHECK((one.who == "server" || one.who == "client" || one.who == "both" || one.who == "n.a."));
    CHECK_FALSE(one.paraphrase.empty());
    CHECK(one.shown_by.empty() != one.why_not.empty());
    if (one.shown_by.empty()) continue;
    CHECK(exists(one.shown_by));
    ++shown;
  }
  CHECK(seen.size() >= 350);
  CHECK(shown >= 220);
}

TEST_CASE("statements: every statement that a dialogue's name cites is in the table") {
  std::set<std::string> known;
  for (const Statement& one : read_statements()) known.insert(one.version + " " + one.identifier);
  for (const Dialogue& dialogue : read_dialogues()) {
    for (std::size_t at = 0; (at = dialogue.name.find("MQTT-", at)) != std::string::npos; ++at) {
      const std::string identifier =
          dialogue.name.substr(at + 5, dialogue.name.find_first_of("] ", at) - at - 5);
      const bool is_v3 = at >= 6 && dialogue.name.compare(at - 6, 6, "3.1.1 ") == 0;
      INFO(dialogue.file << ": " << dialogue.name << ": " << identifier);
      CHECK(known.contains((is_v3 ? "3.1.1 " : "5 ") + identifier));
    }
  }
}

}  // namespace eg::dialogues
