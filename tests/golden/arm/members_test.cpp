// Every row of every kind in every api-version against the published descriptions, both ways. What differs on
// purpose is a row of testdata/arm/swagger/deviations.tsv with its reason; a row there that differs no more
// fails too.
#include <algorithm>
#include <set>

#include "protocol/arm/kinds/kinds.hpp"
#include "tests/golden/arm/api_description.hpp"
#include "tests/support/catch.hpp"

using namespace eg;
using namespace eg::arm;
using arm::test::DescribedMember;
using arm::test::DescribedMembers;
using arm::test::Deviation;

namespace {

struct Difference {
  std::string path;
  std::string what;  ///< the word that a deviation names
  std::string detail;
};

/// The members that every answer has from resource_view, not from rows.
bool is_envelope(std::string_view path) {
  return path == "id" || path == "name" || path == "type" || path.substr(0, path.find('.')) == "systemData";
}

bool has_type(const Field& field, const std::string& described) {
  switch (field.type) {
    case FieldType::text:
    case FieldType::enumeration: return described == "text";
    case FieldType::integer: return described == "integer";
    case FieldType::boolean: return described == "boolean";
    case FieldType::object: return described == "object";
    case FieldType::text_list: return described == "text[]";
    case FieldType::object_list: return described == "object[]";
    case FieldType::tags: return described == "map of text";
    case FieldType::attributes: return described == "map of any";
    case FieldType::object_map: return described == "map of object";
    case FieldType::any_value: return described.find('/') != std::string::npos;
  }
  return false;
}

std::vector<std::string> values_of(const Field& field, ApiVersion version) {
  std::vector<std::string> values(field.values.begin(), field.values.end());
  if (contains(field.versions_of_further_values, version)) {
    values.insert(values.end(), field.further_values.begin(), field.further_values.end());
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::string joined(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "" : "|") + value;
  return text;
}

/// A format can be narrower than a length.
bool keeps_limits(const Field& field, const DescribedMember& described) {
  if (field.format == Format::guid) return true;
  return std::all_of(described.limits.begin(), described.limits.end(), [&](const auto& limit) {
    const bool is_minimum = limit.first.starts_with("min");
    return limit.second == (is_minimum ? field.limits.minimum : field.limits.maximum);
  });
}

std::vector<Difference> differences(const Kind& kind, const Field& field, const DescribedMember& described,
                                    ApiVersion version) {
  const bool read_only = field.mutability == Mutability::read_only;
  const bool has_patch = contains(kind.verbs, Verb::patch) && !read_only && !described.read_only;
  const bool in_list = field.path.find("[]") != std::string_view::npos;  // lists are replaced as a whole
  const std::vector<std::string> values = values_of(field, version);
  struct {
    bool holds;
    const char* what;
    std::string detail;
  } const found[] = {
      {!has_type(field, described.type), "type", described.type},
      {field.required && !described.required, "we require it", ""},
      {!field.required && described.required && !read_only, "we do not require it", ""},
      {read_only && !described.read_only, "read-only here", ""},
      {!read_only && described.read_only, "not read-only here", ""},
      {described.create_only && field.mutability != Mutability::immutable, "changeable here", ""},
      {!read_only && values != described.values, "values",
       joined(values) + " for " + joined(described.values)},
      {!keeps_limits(field, described), "limits", ""},
      {has_patch && !in_list && field.patchable && !described.in_patch, "we patch it", ""},
      {has_patch && !in_list && !field.patchable && described.in_patch, "we do not patch it", ""},
  };
  std::vector<Difference> result;
  for (const auto& [holds, what, detail] : found) {
    if (holds) result.push_back({std::string(field.path), what, detail});
  }
  return result;
}

std::vector<Difference> differences(const Kind& kind, ApiVersion version) {
  const DescribedMembers& described = arm::test::described_members(kind.type, version);
  REQUIRE_FALSE(described.empty());
  std::vector<Difference> all;
  std::set<std::string, std::less<>> ours;
  for (const Field& field : kind.fields) {
    if (!contains(field.versions, version)) continue;
    ours.emplace(field.path);
    const auto found = described.find(field.path);
    if (found == described.end()) {
      all.push_back({std::string(field.path), "not described", ""});
      continue;
    }
    const auto of_row = differences(kind, field, found->second, version);
    all.insert(all.end(), of_row.begin(), of_row.end());
  }
  for (const auto& [path, member] : described) {
    if (!is_envelope(path) && !ours.contains(path)) all.push_back({path, "no row", member.type});
  }
  return all;
}

}  // namespace

TEST_CASE("each row is what the api-version describes, and each described member has its row") {
  std::vector<VersionMask> met(arm::test::deviations().size());
  for (const Kind* kind : all_kinds()) {
    for (const ApiVersionRow& version : api_versions()) {
      for (const Difference& difference : differences(*kind, version.version)) {
        bool is_deliberate = false;
        for (std::size_t at = 0; at < met.size(); ++at) {
          const Deviation& deviation = arm::test::deviations()[at];
          if (!deviation.covers(kind->type, difference.path, difference.what, version.version)) continue;
          is_deliberate = true;
          met[at] = static_cast<VersionMask>(met[at] | only(version.version));
        }
        INFO(kind->type << "\t" << difference.path << "\t" << difference.what << "\t" << version.name << "\t"
                        << difference.detail);
        CHECK(is_deliberate);
      }
    }
  }
  for (std::size_t at = 0; at < met.size(); ++at) {
    const Deviation& deviation = arm::test::deviations()[at];
    INFO(deviation.kind_type << " " << deviation.path << " " << deviation.difference << ": no longer so");
    CHECK(met[at] == deviation.versions);
    CHECK(deviation.reason.size() > 10);
  }
}
