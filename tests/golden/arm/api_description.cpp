#include "tests/golden/arm/api_description.hpp"

#include <fstream>
#include <sstream>
#include <tuple>

#include "tests/support/catch.hpp"

namespace eg::arm::test {
namespace {

const std::string folder = EG_TESTDATA_DIR "/arm/swagger/";

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

/// The lines below the headings, cut at the tabs.
std::vector<std::vector<std::string>> table(const std::string& file, std::size_t columns) {
  std::ifstream stream(folder + file);
  std::string line;
  REQUIRE(std::getline(stream, line));
  std::vector<std::vector<std::string>> rows;
  while (std::getline(stream, line)) {
    rows.push_back(split(line, '\t'));
    INFO(line);
    REQUIRE(rows.back().size() == columns);
  }
  return rows;
}

VersionMask versions_of(const std::string& text) {
  if (text == "all") return all_versions;
  VersionMask versions = 0;
  for (const std::string& name : split(text, ' ')) {
    const auto version = parse_api_version(name, "namespaces");
    INFO(name);
    REQUIRE(version.has_value());
    versions = static_cast<VersionMask>(versions | only(version.value()));
  }
  return versions;
}

DescribedMember member_of(const std::vector<std::string>& row) {
  DescribedMember member;
  member.type = row[2];
  for (const std::string& flag : split(row[3], ' ')) {
    if (flag == "required") member.required = true;
    if (flag == "read-only") member.read_only = true;
    if (flag == "create-only") member.create_only = true;
    if (flag == "patch") member.in_patch = true;
  }
  if (row[4] != "-") member.values = split(row[4], '|');
  if (row[5] != "-") {
    for (const std::string& limit : split(row[5], ' ')) {
      const std::size_t equals = limit.find('=');
      member.limits[limit.substr(0, equals)] = std::stoll(limit.substr(equals + 1));
    }
  }
  return member;
}

using KindInVersion = std::pair<std::string, ApiVersion>;

std::map<KindInVersion, DescribedMembers> read_members() {
  std::map<KindInVersion, DescribedMembers> kinds;
  for (const auto& row : table("members.tsv", 7)) {
    const VersionMask versions = versions_of(row[6]);
    for (const ApiVersionRow& version : api_versions()) {
      if (!contains(versions, version.version)) continue;
      kinds[{row[0], version.version}][row[1]] = member_of(row);
    }
  }
  return kinds;
}

std::vector<Deviation> read_deviations() {
  std::vector<Deviation> rows;
  for (const auto& row : table("deviations.tsv", 5)) {
    rows.push_back({row[0], row[1], row[2], versions_of(row[3]), row[4]});
  }
  return rows;
}

}  // namespace

const DescribedMembers& described_members(std::string_view kind_type, ApiVersion version) {
  static const std::map<KindInVersion, DescribedMembers> kinds = read_members();
  static const DescribedMembers none;
  const auto found = kinds.find({std::string(kind_type), version});
  return found == kinds.end() ? none : found->second;
}

bool Deviation::covers(std::string_view kind, std::string_view at, std::string_view what,
                       ApiVersion version) const {
  if (kind_type != kind || difference != what || !contains(versions, version)) return false;
  const std::string_view pattern = path;
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == at;
  return at.size() + 1 >= pattern.size() && at.starts_with(pattern.substr(0, star)) &&
         at.ends_with(pattern.substr(star + 1));
}

const std::vector<Deviation>& deviations() {
  static const std::vector<Deviation> rows = read_deviations();
  return rows;
}

}  // namespace eg::arm::test
