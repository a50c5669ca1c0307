// What the published API descriptions say of each member in each api-version (testdata/arm/swagger), for the
// tests that hold our rows and our answers against them. Knows nothing of our rows.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/arm/api_version.hpp"

namespace eg::arm::test {

/// One member as one api-version describes it. Of an object whose kind is told by a member of its own
/// (`endpointType`) it is the union over those kinds.
struct DescribedMember {
  std::string type;  ///< `text`, `integer`, `object`, `text[]`, `map of text`; `a/b`: one of them
  bool required = false;
  bool read_only = false;
  bool create_only = false;
  bool in_patch = false;                       ///< stands in the description of a PATCH body
  std::vector<std::string> values;             ///< sorted; empty: no enumeration
  std::map<std::string, std::int64_t> limits;  ///< `minLength` and so on, where declared
};

/// By path, in the notation of the rows: `properties.inboundIpRules[].ipMask`.
using DescribedMembers = std::map<std::string, DescribedMember, std::less<>>;

/// Of a kind such as `namespaces/clients`. Empty: there is no such kind in that version.
const DescribedMembers& described_members(std::string_view kind_type, ApiVersion version);

/// A deliberate difference between our rows and the descriptions.
struct Deviation {
  std::string kind_type;
  std::string path;
  std::string difference;  ///< in the words of members_test.cpp
  VersionMask versions = 0;
  std::string reason;

  /// One `*` in the path stands for anything: `properties.list[].*` is everything below the list.
  bool covers(std::string_view kind, std::string_view at, std::string_view what, ApiVersion version) const;
};
const std::vector<Deviation>& deviations();

}  // namespace eg::arm::test
